package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.delta.LocalDelta;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.log.Consumers;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoreLock;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One pipeline at work, the only process that does this work: it holds the pipeline's lock. One thread; close it.
 *
 * <p>After an exception from any method the run is over: close it, and open another.
 */
public final class PipelineRun implements AutoCloseable {
    private final PipelineConfig pipeline;
    private final StagingStore staging;
    private final StagingStore target;
    private final StoreLock lock;
    private final List<SourceIngest> sources = new ArrayList<>();
    private final History history;
    private final Maintenance maintenance;

    private PipelineRun(
            PipelineConfig pipeline,
            StagingStore staging,
            StagingStore target,
            StoreLock lock,
            Engine engine,
            Clock clock) {
        this.pipeline = pipeline;
        this.staging = staging;
        this.target = target;
        this.lock = lock;
        this.history = new History(pipeline.target(), pipeline.name());
        this.maintenance = new Maintenance(pipeline, target, engine, clock);
    }

    /**
     * Takes the lock and reads how far the pipeline is.
     *
     * @throws IngestException another process holds the lock
     */
    public static PipelineRun open(PipelineConfig pipeline, Path stagingRoot, Clock clock) throws IOException {
        StagingStore target = new LocalStore(pipeline.target());
        StoreLock lock = target.tryLock(ProgressFile.directory(pipeline.name()) + "/lock");
        if (lock == null) {
            target.close();
            throw new IngestException(
                    IngestErrorCode.LOCK_HELD,
                    "The pipeline's lock is held",
                    Map.of(
                            "pipeline",
                            pipeline.name(),
                            "file",
                            pipeline.target().toString()));
        }
        StagingStore staging = new LocalStore(stagingRoot);
        Engine engine = LocalDelta.engine();
        PipelineRun run = new PipelineRun(pipeline, staging, target, lock, engine, clock);
        for (String source : pipeline.sources()) {
            run.sources.add(new SourceIngest(
                    pipeline, source, staging, target, engine, new Consumers(staging, source, clock), clock));
        }
        return run;
    }

    /**
     * Applies one batch of each source that has something new, unless an operator has paused the pipeline.
     *
     * @param listener told what was done, right after it
     * @return whether there was anything
     */
    public boolean applyNext(Consumer<BatchResult> listener) throws IOException {
        Orders orders = Orders.read(target, pipeline.name());
        if (orders.paused()) {
            return false;
        }
        boolean any = false;
        for (SourceIngest source : sources) {
            BatchResult result = source.applyNext(orders);
            if (result != null) {
                any = true;
                history.add(result);
                listener.accept(result);
                maintenance.after(result);
            }
        }
        maintenance.vacuumIfDue(sources.stream()
                .flatMap(source -> source.tracked().tables().stream())
                .map(TrackedTable::name)
                .toList());
        return any;
    }

    /**
     * Builds tables again from the log.
     *
     * @param selected which ones, by {@code catalog.schema.table}
     * @return what was done, for each table that has columns
     */
    public List<TableResult> rebuild(Predicate<String> selected) throws IOException {
        List<TableResult> results = new ArrayList<>();
        for (SourceIngest source : sources) {
            for (TrackedTable table : List.copyOf(source.tracked().tables())) {
                if (selected.test(table.name().toString())) {
                    TableResult result = source.rebuild(table);
                    if (result != null) {
                        results.add(result);
                        history.add(
                                new BatchResult(source.source(), table.committedEntry(), 0, List.of(result), Map.of()));
                    }
                }
            }
        }
        return results;
    }

    /** Tables that stand still because they failed, and why. */
    public Map<TableName, TableFailure> failures() {
        Map<TableName, TableFailure> failures = new LinkedHashMap<>();
        for (SourceIngest source : sources) {
            for (TrackedTable table : source.tracked().tables()) {
                Standstill standstill = table.standstill();
                TableFailure failure = standstill == null ? null : standstill.failure();
                if (failure != null) {
                    failures.put(table.name(), failure);
                }
            }
        }
        return failures;
    }

    /** Name of the pipeline. */
    public String name() {
        return pipeline.name();
    }

    @Override
    public void close() throws IOException {
        lock.close();
        staging.close();
        target.close();
    }
}
