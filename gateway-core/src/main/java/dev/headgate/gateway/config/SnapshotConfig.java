package dev.headgate.gateway.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How whole tables are read.
 *
 * @param every with {@link SnapshotMode#SNAPSHOT_ONLY}: a round begins at each multiple of it since 1970; else null
 * @param parallelism connections that read at the same time, from 1
 * @param chunkRows rows that are read at once where the table has a key; a crash repeats no more than the chunks it hit
 * @param skip globs {@code schema.table} of tables that are not read at first
 */
public record SnapshotConfig(
        SnapshotMode mode, @Nullable Duration every, int parallelism, int chunkRows, List<String> skip) {
    /** What holds without the section. */
    public static final SnapshotConfig DEFAULT = new SnapshotConfig(SnapshotMode.INITIAL, null, 2, 250_000, List.of());

    public SnapshotConfig {
        skip = List.copyOf(skip);
    }

    /** Whether a table that the gateway meets for the first time is read. */
    public boolean wants(String schema, String table) {
        return mode != SnapshotMode.NEVER
                && skip.stream().noneMatch(glob -> TablePattern.parse(glob).matches(schema, table));
    }

    /** Whether changes are staged. */
    public boolean streams() {
        return mode != SnapshotMode.SNAPSHOT_ONLY;
    }
}
