package dev.headgate.gateway.config;

import java.util.List;

/**
 * How whole tables are read.
 *
 * @param parallelism connections that read at the same time, from 1
 * @param chunkRows rows that are read at once where the table has a key; a crash repeats no more than the chunks it hit
 * @param skip globs {@code schema.table} of tables that are not read at first
 */
public record SnapshotConfig(SnapshotMode mode, int parallelism, int chunkRows, List<String> skip) {
    /** What holds without the section. */
    public static final SnapshotConfig DEFAULT = new SnapshotConfig(SnapshotMode.INITIAL, 2, 250_000, List.of());

    public SnapshotConfig {
        skip = List.copyOf(skip);
    }

    /** Whether a table that the gateway meets for the first time is read. */
    public boolean wants(String schema, String table) {
        return mode == SnapshotMode.INITIAL
                && skip.stream().noneMatch(glob -> TablePattern.parse(glob).matches(schema, table));
    }
}
