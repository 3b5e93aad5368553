package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
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
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * says it has. A table that fails stands still where it was, and the others go on; retention waits for it. One thread.
 */
final class SourceIngest {
    private static final Logger LOG = LoggerFactory.getLogger(SourceIngest.class);

    private final PipelineConfig pipeline;
    private final String source;
    private final StagingStore staging;
    private final Consumers consumers;
    private final Clock clock;
    private final ProgressFile progress;
    private final TrackedSource tracked;
    private final TableIngest tables;
    private @Nullable CommitLogReader log;

    /** Something that is done to one table. */
    private interface Work {
        List<TableResult> run() throws IOException;
    }

    SourceIngest(
            PipelineConfig pipeline,
            String source,
            StagingStore staging,
            StagingStore targetStore,
            Engine engine,
            Consumers consumers,
            Clock clock)
            throws IOException {
        this.pipeline = pipeline;
        this.source = source;
        this.staging = staging;
        this.consumers = consumers;
        this.clock = clock;
        this.progress = new ProgressFile(targetStore, pipeline.name(), source);
        this.tracked = progress.read(pipeline.selection());
        this.tables = new TableIngest(pipeline, source, new StagedReader(staging, engine), engine, tracked);
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
     * Applies the next batch, and tries tables again that stood still.
     *
     * @return null when there is nothing new
     * @throws IngestException what stops this source; everything before is applied
     */
    @Nullable
    BatchResult applyNext(Orders orders) throws IOException {
        try {
            Done done = new Done();
            goOn(orders, done);
            LogPosition before = tracked.position();
            EntryBatch batch = EntryBatch.read(log(), tracked, pipeline.selection()::selects);
            if (batch != null) {
                apply(batch, before, orders, done);
            }
            if (batch == null && done.isEmpty()) {
                return null;
            }
            finish();
            LogPosition position = tracked.position();
            return new BatchResult(
                    source,
                    position == null ? 0 : position.entry(),
                    batch == null ? 0 : batch.entries(),
                    done.results,
                    done.failures);
        } catch (StagingException e) {
            throw failure(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What a batch did. */
    private static final class Done {
        private final List<TableResult> results = new ArrayList<>();
        private final Map<TableName, IngestException> failures = new HashMap<>();
        private boolean moved;

        private boolean isEmpty() {
            return !moved && results.isEmpty() && failures.isEmpty();
        }
    }

    private CommitLogReader log() throws IOException {
        CommitLogReader open = log;
        if (open == null) {
            LogPosition position = tracked.position();
            consumers.register(consumerName(pipeline.name()), position);
            open = position == null
                    ? CommitLogReader.fromStart(staging, source)
                    : CommitLogReader.after(staging, source, position);
            log = open;
        }
        return open;
    }

    /** Tables that stood still, or are selected anew, catch up if it is time. */
    private void goOn(Orders orders, Done done) throws IOException {
        for (TrackedTable table : List.copyOf(tracked.tables())) {
            boolean selected = pipeline.selection().selects(table.name());
            Standstill standstill = table.standstill();
            if (!selected) {
                done.moved |= !table.leftOut();
                table.leaveOut();
            } else if (orders.pauses(table.name())) {
                done.moved |= standstill == null && tracked.position() != null;
                pause(table, tracked.position());
            } else if (mayGoOn(table, orders)) {
                LogPosition at = standstill == null ? tracked.position() : standstill.at();
                long after = at == null ? 0 : at.entry();
                if (attempt(table, tracked.position(), orders, done, () -> tables.catchUp(log(), table, after))) {
                    table.goOn();
                    done.moved = true;
                }
            }
        }
    }

    /** One that was left out waits for the end of a copy that runs: it is built of that. */
    private boolean mayGoOn(TrackedTable table, Orders orders) {
        boolean copying = table.loading() != null && tracked.completeGeneration(table) == 0;
        if (table.leftOut() && copying) {
            return false;
        }
        Standstill standstill = table.standstill();
        if (standstill == null) {
            return table.leftOut();
        }
        return standstill.isOver(clock.instant(), orders.resumes(table.name()), tracked.completeGeneration(table));
    }

    private static void pause(TrackedTable table, @Nullable LogPosition at) {
        if (table.standstill() == null) {
            table.stand(Standstill.paused(at));
        }
    }

    private void apply(EntryBatch batch, @Nullable LogPosition before, Orders orders, Done done) throws IOException {
        long lastEntry = batch.last().entry();
        for (TrackedTable table : tracked.tables()) {
            if (!pipeline.selection().selects(table.name())) {
                table.leaveOut();
            } else if (orders.pauses(table.name())) {
                pause(table, before);
            }
        }
        for (var changed : batch.files().entrySet()) {
            TrackedTable table = tracked.table(changed.getKey());
            if (!batch.due().contains(table) && table.standstill() == null && !table.leftOut()) {
                attempt(table, before, orders, done, () -> listOf(tables.merge(table, changed.getValue(), lastEntry)));
            }
        }
        for (TrackedTable table : batch.due()) {
            if (table.leftOut()) {
                table.switchOver();
            } else if (table.standstill() == null) {
                List<StagedFile> pending = batch.files().getOrDefault(table.name(), List.of());
                attempt(table, before, orders, done, () -> listOf(tables.switchOver(log(), table, pending, lastEntry)));
            }
        }
    }

    private static List<TableResult> listOf(@Nullable TableResult result) {
        return result == null ? List.of() : List.of(result);
    }

    /**
     * Does something to one table. If it fails the table stands still from here.
     *
     * @param before the last entry of which the table has everything, unless it stood still already
     * @return whether it was done
     * @throws IngestException the failure concerns the whole source
     */
    private boolean attempt(TrackedTable table, @Nullable LogPosition before, Orders orders, Done done, Work work) {
        IngestException failure;
        try {
            done.results.addAll(work.run());
            return true;
        } catch (IngestException e) {
            failure = e;
        } catch (StagingException e) {
            failure = failure(e);
        } catch (IOException | RuntimeException e) {
            failure = unexpected(table, e);
        }
        if (failure.code() == IngestErrorCode.LOG_CORRUPT || failure.code() == IngestErrorCode.CONSUMER_EXPIRED) {
            throw failure;
        }
        IngestException known = failure.with(facts(table.name()));
        table.stand(Standstill.failed(
                table.standstill(),
                before,
                TableFailure.of(known, clock.instant()),
                pipeline.retry(),
                orders.resumes(table.name()),
                tracked.completeGeneration(table)));
        done.failures.put(table.name(), known);
        return false;
    }

    private IngestException unexpected(TrackedTable table, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                String directory = TableIngest.directory(pipeline, table.name()).toString();
                return new IngestException(
                        IngestErrorCode.LAKE_IO,
                        "Reading or writing failed: " + cause.getMessage(),
                        Map.of("file", directory),
                        failure);
            }
        }
        LOG.error("Table {} stands still", table.name(), failure);
        return new IngestException(
                IngestErrorCode.INTERNAL,
                "Unexpected " + failure.getClass().getSimpleName() + "; the log shows where",
                Map.of(),
                failure);
    }

    private void finish() throws IOException {
        progress.write(tracked);
        LogPosition needed = tracked.neededAfter();
        if (needed != null) {
            consumers.advance(consumerName(pipeline.name()), needed);
        }
    }

    /**
     * Builds a table's content again from the log, up to the entry that the pipeline has applied.
     *
     * @return null if it has no column yet
     * @throws IngestException it could not be built
     */
    @Nullable
    TableResult rebuild(TrackedTable table) throws IOException {
        if (tracked.position() == null) {
            return null;
        }
        try {
            TableResult result = tables.rebuild(log(), table);
            table.goOn();
            finish();
            return result;
        } catch (IngestException e) {
            throw e.with(facts(table.name()));
        } catch (StagingException e) {
            throw failure(e);
        }
    }

    private Map<String, String> facts(TableName table) {
        return Map.of("pipeline", pipeline.name(), "source", source, "table", table.toString());
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
                code, what, Map.of("pipeline", pipeline.name(), "source", source, "file", failure.path()), failure);
    }
}
