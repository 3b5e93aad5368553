package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.ingest.staged.StagedReader;
import dev.headgate.staging.log.CommitLogReader;
import dev.headgate.staging.log.ConsumerExpiredException;
import dev.headgate.staging.log.Consumers;
import dev.headgate.staging.log.LogCorruptException;
import dev.headgate.staging.log.LogPosition;
import dev.headgate.staging.log.PurgedEntryException;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the commit log of one source. Per batch of entries, in this order:
 *
 * <pre>
 * 1. each table: changes folded, one Delta commit with txn(headgate:PIPELINE:SOURCE:LOG_ID, last entry)
 * 2. each table whose generation is complete: its content replaced, one Delta commit with the same txn
 * 3. the progress file
 * 4. the consumer in the staging area: retention may purge
 * </pre>
 *
 * A crash anywhere: the next start reads the progress file, reads the entries after it again, and leaves out what a table's txn
 * says it has. One thread.
 */
final class SourceIngest {
    private final String pipeline;
    private final String source;
    private final StagingStore staging;
    private final Path target;
    private final Engine engine;
    private final Consumers consumers;
    private final ProgressFile progress;
    private final StagedReader reader;
    private TrackedSource tracked;
    private @Nullable CommitLogReader log;

    SourceIngest(
            String pipeline,
            String source,
            StagingStore staging,
            StagingStore targetStore,
            Path target,
            Engine engine,
            Consumers consumers)
            throws IOException {
        this.pipeline = pipeline;
        this.source = source;
        this.staging = staging;
        this.target = target;
        this.engine = engine;
        this.consumers = consumers;
        this.progress = new ProgressFile(targetStore, pipeline, source);
        this.reader = new StagedReader(staging, engine);
        this.tracked = progress.read();
    }

    /** Name of the consumer that retention waits for. */
    static String consumerName(String pipeline) {
        return "ingest-" + pipeline;
    }

    String source() {
        return source;
    }

    TrackedSource tracked() {
        return tracked;
    }

    /**
     * Applies the next batch.
     *
     * @return null when there is nothing new
     * @throws IngestException what stops this source; everything before is applied
     */
    @Nullable
    BatchResult applyNext() throws IOException {
        try {
            EntryBatch batch = EntryBatch.read(log(), tracked);
            return batch == null ? null : apply(batch);
        } catch (StagingException e) {
            throw failure(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private CommitLogReader log() throws IOException {
        CommitLogReader open = log;
        if (open == null) {
            LogPosition position = tracked.position();
            consumers.register(consumerName(pipeline), position);
            open = position == null
                    ? CommitLogReader.fromStart(staging, source)
                    : CommitLogReader.after(staging, source, position);
            log = open;
        }
        return open;
    }

    private BatchResult apply(EntryBatch batch) throws IOException {
        long lastEntry = batch.last().entry();
        List<TableResult> results = new ArrayList<>();
        for (Map.Entry<TableName, List<StagedFile>> table : batch.files().entrySet()) {
            TrackedTable of = tracked.table(table.getKey());
            if (!batch.due().contains(of)) {
                add(results, merge(of, table.getValue(), lastEntry));
            }
        }
        for (TrackedTable table : batch.due()) {
            Generation generation = table.loading();
            if (generation != null) {
                add(results, switchTo(table, generation, lastEntry, false));
                table.switchOver();
            }
        }
        finish(batch.last().position());
        return new BatchResult(source, lastEntry, batch.entries(), results);
    }

    private static void add(List<TableResult> results, @Nullable TableResult result) {
        if (result != null) {
            results.add(result);
        }
    }

    private void finish(LogPosition position) throws IOException {
        progress.write(tracked);
        consumers.advance(consumerName(pipeline), position);
    }

    /** While a generation is being copied, the one before stays the table, as it was when the copying began. */
    private @Nullable TableResult merge(TrackedTable table, List<StagedFile> files, long lastEntry) throws IOException {
        Generation loading = table.loading();
        if (loading != null && !table.started()) {
            // The first generation: there is no table until it is complete.
            return null;
        }
        List<StagedFile> before = loading == null
                ? files
                : files.stream()
                        .filter(file -> file.entry() <= table.heldAfter())
                        .toList();
        try {
            return new TableMerge(reader, destination(table.name()), table).apply(before, lastEntry);
        } catch (IngestException e) {
            throw e.with(facts(table.name()));
        }
    }

    private @Nullable TableResult switchTo(TrackedTable table, Generation generation, long lastEntry, boolean again)
            throws IOException {
        Destination destination = destination(table.name());
        try {
            GenerationFiles files =
                    GenerationFiles.gather(log(), table, generation, tracked.metadataPrefix(), lastEntry);
            return new GenerationSwitch(reader, destination, table, tracked.metadataPrefix())
                    .apply(generation, files, lastEntry, again);
        } catch (IngestException e) {
            throw e.with(facts(table.name()));
        }
    }

    /**
     * Builds a table's content again from the log, up to the entry that the pipeline has applied.
     *
     * @return null if it has no column yet
     */
    @Nullable
    TableResult rebuild(TrackedTable table) throws IOException {
        LogPosition position = tracked.position();
        if (position == null) {
            return null;
        }
        try {
            TableResult result = switchTo(table, table.current(), position.entry(), true);
            progress.write(tracked);
            return result;
        } catch (StagingException e) {
            throw failure(e);
        }
    }

    private Destination destination(TableName table) throws IOException {
        LogPosition position = tracked.position();
        if (position == null) {
            throw new IOException("No entry has been read");
        }
        return new Destination(
                engine,
                table,
                directory(target, table),
                "headgate:" + pipeline + ":" + source + ":" + position.logId());
    }

    /** Where the Delta table of a staged table is. */
    static Path directory(Path target, TableName table) {
        return target.resolve(PathElement.encode(table.catalog()))
                .resolve(PathElement.encode(table.schema()))
                .resolve(PathElement.encode(table.table()));
    }

    private Map<String, String> facts(TableName table) {
        return Map.of("pipeline", pipeline, "source", source, "table", table.toString());
    }

    private IngestException failure(StagingException failure) {
        IngestErrorCode code = IngestErrorCode.LAKE_IO;
        if (failure instanceof LogCorruptException) {
            code = IngestErrorCode.LOG_CORRUPT;
        } else if (failure instanceof PurgedEntryException) {
            code = IngestErrorCode.ENTRY_PURGED;
        } else if (failure instanceof ConsumerExpiredException) {
            code = IngestErrorCode.CONSUMER_EXPIRED;
        }
        String what = String.valueOf(failure.getMessage()).replace(". " + failure.remedy(), "");
        return new IngestException(
                code, what, Map.of("pipeline", pipeline, "source", source, "file", failure.path()), failure);
    }
}
