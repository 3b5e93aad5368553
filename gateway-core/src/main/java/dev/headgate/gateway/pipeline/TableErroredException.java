package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.config.TableErrorPolicy;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.error.Retry;
import dev.headgate.staging.schema.TableName;

/**
 * A table cannot go on, and its source can without it. The session ends: what it has received and not staged is dropped,
 * so that the table stands still at the last entry, and not in the middle of a transaction. It is to be recorded there
 * before another session begins.
 */
public final class TableErroredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TableName destination;
    private final String table;
    private final GatewayException reason;

    /**
     * @param destination where the table is staged
     * @param table {@code schema.table} at the source
     * @param reason why it cannot go on
     */
    public TableErroredException(TableName destination, String table, GatewayException reason) {
        super(table + ": " + reason.what(), reason);
        this.destination = destination;
        this.table = table;
        this.reason = reason;
    }

    /** What to throw: one of these where the code is that of one table and the source wants it left out, else the reason. */
    static RuntimeException orHalt(SourceConfig source, TableName destination, String table, GatewayException reason) {
        boolean leftOut =
                reason.code().retry() == Retry.QUARANTINE && source.onTableError() == TableErrorPolicy.QUARANTINE;
        return leftOut ? new TableErroredException(destination, table, reason) : reason;
    }

    /** Where the table is staged. */
    public TableName destination() {
        return destination;
    }

    /** {@code schema.table} at the source. */
    public String table() {
        return table;
    }

    /** Why it cannot go on. */
    public GatewayException reason() {
        return reason;
    }
}
