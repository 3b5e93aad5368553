package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.SnapshotChunk;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.LogEvent;
import java.util.List;
import java.util.Map;

/**
 * A chunk whose rows are in files that no log entry names yet.
 *
 * @param consistentPoint of the snapshot that it was read from, unsigned
 * @param files none when the chunk has no rows
 */
record LoadedChunk(TableLoad load, SnapshotChunk chunk, long consistentPoint, List<DataFile> files) {

    /** What the log entry says that names its files. */
    LogEvent event() {
        long rows = files.stream().mapToLong(DataFile::rows).sum();
        return LogEvent.chunkFinished(
                load.version().table(),
                load.version().generation(),
                consistentPoint,
                chunk.throughKey(),
                chunk.last(),
                Map.of(
                        "chunk",
                        String.valueOf(chunk.number()),
                        "rows",
                        String.valueOf(rows),
                        LogEvent.LAYOUT,
                        load.layout()));
    }
}
