package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.fold.DeletionFold;
import dev.headgate.ingest.fold.HistoryFold;
import dev.headgate.ingest.fold.VersionFold;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import java.util.Locale;
import java.util.Map;

/**
 * The columns that a write mode adds to those of the source, and what is done with them.
 *
 * <pre>
 * APPEND                op  epoch  commit_lsn  ordinal  commit_ts  unchanged
 * INCLUDE_DELETED_ROWS  deleted  deleted_at
 * SCD2                  valid_from  valid_to  from_lsn  to_lsn
 * </pre>
 */
final class ModeColumns {
    private final WriteMode mode;
    private final SchemaEvolution evolution;
    private final String prefix;

    ModeColumns(WriteMode mode, SchemaEvolution evolution, String prefix) {
        this.mode = mode;
        this.evolution = evolution;
        this.prefix = prefix;
    }

    /** Makes room for them in the destination. Those of the source must have been placed before. */
    static void place(WriteMode mode, SchemaEvolution evolution, String prefix) {
        ModeColumns columns = new ModeColumns(mode, evolution, prefix);
        switch (mode) {
            case APPEND -> {
                columns.changeLog();
                evolution.placeTexts(prefix + "unrepresentable");
            }
            case INCLUDE_DELETED_ROWS -> {
                columns.deleted();
                columns.deletedAt();
            }
            case SCD2 -> columns.versions();
            case MERGE -> {
                // The source's columns are all.
            }
        }
    }

    /** Whether rows stay in some form after they were changed or deleted. */
    static boolean keepsHistory(WriteMode mode) {
        return mode == WriteMode.INCLUDE_DELETED_ROWS || mode == WriteMode.SCD2;
    }

    /** @throws IngestException the table has no key */
    HistoryFold fold(int[] keyOrdinals) {
        if (keyOrdinals.length == 0) {
            throw new IngestException(
                    IngestErrorCode.KEY_REQUIRED,
                    "A table without key cannot be written in mode " + name(mode),
                    Map.of());
        }
        return mode == WriteMode.SCD2
                ? new VersionFold(keyOrdinals, versions())
                : new DeletionFold(keyOrdinals, deleted(), deletedAt());
    }

    /** As in the configuration. */
    static String name(WriteMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    int deleted() {
        return evolution.placeRole("deleted", prefix + "deleted", BooleanType.BOOLEAN);
    }

    private int deletedAt() {
        return evolution.placeRole("deleted_at", prefix + "deleted_at", TimestampType.TIMESTAMP);
    }

    VersionFold.Columns versions() {
        return new VersionFold.Columns(
                evolution.placeRole("valid_from", prefix + "valid_from", TimestampType.TIMESTAMP),
                evolution.placeRole("valid_to", prefix + "valid_to", TimestampType.TIMESTAMP),
                evolution.placeRole("from_lsn", prefix + "from_lsn", LongType.LONG),
                evolution.placeRole("to_lsn", prefix + "to_lsn", LongType.LONG));
    }

    ChangeLogRow changeLog() {
        return new ChangeLogRow(
                evolution.placeRole("op", prefix + "op", StringType.STRING),
                evolution.placeRole("epoch", prefix + "epoch", IntegerType.INTEGER),
                evolution.placeRole("commit_lsn", prefix + "commit_lsn", LongType.LONG),
                evolution.placeRole("ordinal", prefix + "ordinal", LongType.LONG),
                evolution.placeRole("commit_ts", prefix + "commit_ts", TimestampType.TIMESTAMP),
                evolution.placeRole("unchanged", prefix + "unchanged", new ArrayType(StringType.STRING, true)),
                evolution.schema());
    }
}
