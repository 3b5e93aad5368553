package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.pipeline.TableErroredException;
import dev.headgate.gateway.source.PublicationHarm;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.staging.log.LoadState;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.TableError;
import dev.headgate.staging.log.TableState;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts into words, for log entry, operator and metrics, that a table stands still after an error. */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final SourceContext source;

    Quarantine(SourceContext source) {
        this.source = source;
    }

    /** The events of tables that lost their identity and are not left out already. */
    List<LogEvent> events(LogState state, List<PublicationHarm> unidentified) {
        SourceConfig config = source.config();
        List<LogEvent> events = new ArrayList<>();
        for (PublicationHarm harm : unidentified) {
            TableShape table = harm.table();
            TableState known = state.tables().get(config.destinationOf(table.schema(), table.table()));
            LoadState load = known == null ? null : known.load();
            boolean leftOut = load != null && load.paused();
            if (config.selects(table.schema(), table.table()) && !leftOut) {
                events.add(event(state, errored(harm, table)));
            }
        }
        return events;
    }

    private TableErroredException errored(PublicationHarm harm, TableShape table) {
        GatewayException reason = new GatewayException(
                        ErrorCode.IDENTITY_MISSING,
                        "The application cannot change its rows: " + harm.why(),
                        source.facts())
                .with("table", table.qualifiedName());
        return new TableErroredException(
                source.config().destinationOf(table.schema(), table.table()),
                table.schema() + "." + table.table(),
                reason);
    }

    /** The event that sets a table errored as of the log's last entry; tells the operator, too. */
    LogEvent event(LogState state, TableErroredException errored) {
        GatewayException reason = errored.reason();
        String refresh = "headgate refresh " + source.config().name() + " '"
                + errored.table().replace("'", "'\\''") + "'";
        source.metrics().error(reason.code());
        LOG.error(
                "table {} is errored, and left out until it is read again with: {}", errored.table(), refresh, reason);
        TableState known = state.tables().get(errored.destination());
        TableError error = new TableError(
                reason.code().id(),
                reason.code().name(),
                reason.what(),
                reason.remedy() + " Then read the table again: " + refresh,
                state.throughLsn());
        return LogEvent.tableErrored(errored.destination(), known == null ? 1 : known.generation() + 1, error);
    }
}
