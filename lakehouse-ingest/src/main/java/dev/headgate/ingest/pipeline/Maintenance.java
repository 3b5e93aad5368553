package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.MaintenanceConfig;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.delta.Compaction;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.LocalDelta;
import dev.headgate.ingest.delta.Vacuum;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tables in shape: small files are put together when some commits have been made, and files that nobody needs are deleted
 * from time to time. What fails is tried again with the next occasion: the tables are right without it. One thread.
 */
public final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    /** Commits of a table between two looks at its files. */
    private static final int COMMITS = 8;
    /** Putting files together may make enough larger ones that are worth it, too. */
    private static final int PASSES = 4;

    private final PipelineConfig pipeline;
    private final StagingStore target;
    private final Engine engine;
    private final Clock clock;
    private final Map<TableName, Integer> commits = new HashMap<>();

    /**
     * What was done to a table.
     *
     * @param table as staged
     * @param compactedFiles files whose rows stand in others now
     * @param compactedRows those rows
     * @param deletedFiles files that were deleted
     * @param deletedBytes what they had
     */
    public record Result(
            TableName table, int compactedFiles, long compactedRows, int deletedFiles, long deletedBytes) {}

    Maintenance(PipelineConfig pipeline, StagingStore target, Engine engine, Clock clock) {
        this.pipeline = pipeline;
        this.target = target;
        this.engine = engine;
        this.clock = clock;
    }

    /** Does everything now, with a checkpoint of each table, beside a process that may run the pipeline. */
    public static List<Result> now(PipelineConfig pipeline, Predicate<String> selected, Clock clock)
            throws IOException {
        List<Result> results = new ArrayList<>();
        try (StagingStore target = new LocalStore(pipeline.target())) {
            Maintenance maintenance = new Maintenance(pipeline, target, LocalDelta.engine(), clock);
            for (String source : pipeline.sources()) {
                for (TrackedTable table : new ProgressFile(target, pipeline.name(), source)
                        .read(pipeline.selection())
                        .tables()) {
                    if (selected.test(table.name().toString())) {
                        results.add(maintenance.everything(table.name()));
                    }
                }
            }
        }
        return results;
    }

    private Result everything(TableName table) throws IOException {
        Path directory = TableIngest.directory(pipeline, table);
        Compaction.Result compacted = compact(directory);
        DeltaSnapshot snapshot = DeltaSnapshot.load(engine, directory);
        if (snapshot != null) {
            snapshot.checkpoint();
        }
        Vacuum.Result vacuumed = vacuum(directory);
        return new Result(table, compacted.files(), compacted.rows(), vacuumed.files(), vacuumed.bytes());
    }

    /** After a batch: puts the small files of its tables together if it is time. */
    void after(BatchResult batch) {
        if (!pipeline.maintenance().compact()) {
            return;
        }
        for (TableResult result : batch.tables()) {
            // The first commit of a process counts as many: a process may make one only.
            int count = commits.getOrDefault(result.table(), COMMITS) + 1;
            commits.put(result.table(), count);
            if (count >= COMMITS) {
                commits.put(result.table(), 0);
                compactQuietly(result.table());
            }
        }
    }

    private void compactQuietly(TableName table) {
        try {
            Compaction.Result result = compact(TableIngest.directory(pipeline, table));
            if (result.files() > 0) {
                LOG.info("{}: {} files put together, {} rows", table, result.files(), result.rows());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The files of {} could not be put together; it is tried again later", table, e);
        }
    }

    private Compaction.Result compact(Path directory) throws IOException {
        Compaction compaction = new Compaction(engine, directory);
        Compaction.Result all = new Compaction.Result(0, 0, 0);
        for (int pass = 0; pass < PASSES; pass++) {
            Compaction.Result result = compaction.run();
            if (result == null) {
                break;
            }
            all = new Compaction.Result(result.version(), all.files() + result.files(), all.rows() + result.rows());
        }
        return all;
    }

    /** Deletes what nobody needs, if it is time. */
    void vacuumIfDue(Iterable<TableName> tables) throws IOException {
        MaintenanceConfig config = pipeline.maintenance();
        Instant now = clock.instant();
        if (!config.vacuum() || now.isBefore(lastVacuum().plus(config.interval()))) {
            return;
        }
        for (TableName table : tables) {
            try {
                Vacuum.Result result = vacuum(TableIngest.directory(pipeline, table));
                if (result.files() > 0) {
                    LOG.info("{}: {} files deleted, {} bytes", table, result.files(), result.bytes());
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("The files of {} could not be vacuumed; it is tried again later", table, e);
            }
        }
        target.replace(stamp(), now.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Vacuum.Result vacuum(Path directory) throws IOException {
        Instant cutoff = clock.instant().minus(pipeline.maintenance().retention());
        return new Vacuum(engine, directory).run(cutoff);
    }

    private Instant lastVacuum() throws IOException {
        try {
            return Instant.parse(new String(target.read(stamp()), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    private String stamp() {
        return ProgressFile.directory(pipeline.name()) + "/vacuumed";
    }
}
