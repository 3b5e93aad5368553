package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.ingest.staged.StagedReader;
import dev.headgate.staging.log.CommitLogReader;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.LogEntry;
import dev.headgate.staging.log.LogPosition;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.PathElement;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is done to one table of a source: changes are merged, its content is switched or built again. One thread. */
final class TableIngest {
    private final PipelineConfig pipeline;
    private final String source;
    private final StagedReader reader;
    private final Engine engine;
    private final TrackedSource tracked;

    TableIngest(PipelineConfig pipeline, String source, StagedReader reader, Engine engine, TrackedSource tracked) {
        this.pipeline = pipeline;
        this.source = source;
        this.reader = reader;
        this.engine = engine;
        this.tracked = tracked;
    }

    /**
     * Merges changes. While a generation is being copied, the one before stays the table, as it was when the copying began; a
     * log of changes goes on.
     */
    @Nullable
    TableResult merge(TrackedTable table, List<StagedFile> files, long lastEntry) throws IOException {
        table.requireColumns();
        Generation loading = isLog(table) ? null : table.loading();
        if (loading != null && !table.started()) {
            // The first generation: there is no table until it is complete.
            return null;
        }
        List<StagedFile> before = loading == null
                ? files
                : files.stream()
                        .filter(file -> file.entry() <= table.heldAfter())
                        .toList();
        return new TableMerge(reader, destination(table.name()), table).apply(before, lastEntry);
    }

    private boolean isLog(TrackedTable table) {
        return pipeline.modes().of(table.name()) == WriteMode.APPEND;
    }

    /**
     * The loading generation becomes the table.
     *
     * @param pending files of changes that the table may not have yet; a log of changes gets them in the same commit
     */
    @Nullable
    TableResult switchOver(CommitLogReader log, TrackedTable table, List<StagedFile> pending, long lastEntry)
            throws IOException {
        Generation loading = Objects.requireNonNull(table.loading());
        GenerationFiles files = gather(log, table, loading, lastEntry);
        TableResult result = replace(
                table, loading, isLog(table) ? new GenerationFiles(files.copied(), pending) : files, lastEntry, false);
        table.switchOver();
        return result;
    }

    /**
     * Brings a table that stood still, or was left out, to the entry that its source is at.
     *
     * @param standsAfter the last entry that it needs nothing of
     */
    List<TableResult> catchUp(CommitLogReader log, TrackedTable table, long standsAfter) throws IOException {
        List<TableResult> results = new ArrayList<>();
        if (table.leftOut()) {
            add(results, rebuild(log, table));
        } else if (tracked.completeGeneration(table) > 0) {
            List<StagedFile> pending = List.of();
            if (isLog(table)) {
                mergeBetween(log, table, standsAfter, here() - 1, results);
                pending = changes(table, log.entry(here()));
            }
            add(results, switchOver(log, table, pending, here()));
        } else {
            mergeBetween(log, table, standsAfter, here(), results);
        }
        return results;
    }

    /** In pieces, as batches are. */
    private void mergeBetween(
            CommitLogReader log, TrackedTable table, long after, long through, List<TableResult> results)
            throws IOException {
        List<StagedFile> files = new ArrayList<>();
        long bytes = 0;
        for (long number = after + 1; number <= through; number++) {
            for (StagedFile file : changes(table, log.entry(number))) {
                files.add(file);
                bytes += file.file().bytes();
            }
            if (bytes >= EntryBatch.MAX_BYTES || number == through) {
                add(results, merge(table, files, number));
                files.clear();
                bytes = 0;
            }
        }
    }

    private List<StagedFile> changes(TrackedTable table, LogEntry entry) {
        return entry.files().stream()
                .filter(file -> file.kind() == FileKind.CDC && file.table().equals(table.name()))
                .map(file -> GenerationFiles.staged(table, entry, file, tracked.metadataPrefix()))
                .toList();
    }

    /**
     * Builds a table's content again from the log, up to the entry that its source is at.
     *
     * @return null if it has no column yet
     */
    @Nullable
    TableResult rebuild(CommitLogReader log, TrackedTable table) throws IOException {
        Generation loading = table.loading();
        if (loading != null && tracked.completeGeneration(table) > 0) {
            TableResult result = replace(table, loading, gather(log, table, loading, here()), here(), true);
            table.switchOver();
            return result;
        }
        if (loading != null && !table.started()) {
            return null;
        }
        long through = loading == null || isLog(table) ? here() : Math.min(here(), table.heldAfter());
        return replace(table, table.current(), gather(log, table, table.current(), through), here(), true);
    }

    private GenerationFiles gather(CommitLogReader log, TrackedTable table, Generation generation, long through)
            throws IOException {
        table.requireColumns();
        return GenerationFiles.gather(log, table, generation, tracked.metadataPrefix(), through);
    }

    private @Nullable TableResult replace(
            TrackedTable table, Generation generation, GenerationFiles files, long lastEntry, boolean again)
            throws IOException {
        return new GenerationSwitch(reader, destination(table.name()), table, tracked.metadataPrefix())
                .apply(generation, files, lastEntry, again);
    }

    private static void add(List<TableResult> results, @Nullable TableResult result) {
        if (result != null) {
            results.add(result);
        }
    }

    private long here() {
        LogPosition position = tracked.position();
        return position == null ? 0 : position.entry();
    }

    private Destination destination(TableName table) throws IOException {
        LogPosition position = tracked.position();
        if (position == null) {
            throw new IOException("No entry has been read");
        }
        return new Destination(
                engine,
                table,
                directory(pipeline, table),
                "headgate:" + pipeline.name() + ":" + source + ":" + position.logId(),
                source + ":" + table,
                pipeline.modes().of(table));
    }

    /** Where the Delta table of a staged table is. */
    static Path directory(PipelineConfig pipeline, TableName staged) {
        TableName table = pipeline.naming().destination(staged);
        return pipeline.target()
                .resolve(PathElement.encode(table.catalog()))
                .resolve(PathElement.encode(table.schema()))
                .resolve(PathElement.encode(table.table()));
    }
}
