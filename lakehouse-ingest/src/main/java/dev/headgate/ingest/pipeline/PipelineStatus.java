package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.LocalDelta;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.LogPosition;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a pipeline is, read from the files of staging and target, whether or not it runs.
 *
 * @param paused whether an operator has paused it
 * @param sources one for each
 */
public record PipelineStatus(boolean paused, List<Source> sources) {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineStatus.class);

    /**
     * How far it is with one source.
     *
     * @param source name
     * @param appliedEntry the last entry that all its tables have; 0 for none
     * @param newestEntry the last entry of its log; 0 for none
     * @param tables one for each that the log has named
     */
    public record Source(String source, long appliedEntry, long newestEntry, List<Table> tables) {}

    /**
     * One table.
     *
     * @param name {@code catalog.schema.table}
     * @param directory of the Delta table
     * @param version of the Delta table; null while there is none
     * @param rows live rows; null while there is no table
     * @param files data files; null while there is no table
     * @param state {@code live}, {@code loading}, {@code paused}, {@code failed}, {@code left-out} or {@code removed}
     * @param standsAt the last entry that a paused or failed table has; null for others
     * @param failure why it stands still; null if it did not fail
     * @param attempts failed attempts in a row
     * @param nextAttempt when it is tried again; null for not by itself
     */
    public record Table(
            String name,
            Path directory,
            @Nullable Long version,
            @Nullable Long rows,
            @Nullable Integer files,
            String state,
            @Nullable Long standsAt,
            @Nullable TableFailure failure,
            int attempts,
            @Nullable Instant nextAttempt) {}

    /** Reads it. */
    public static PipelineStatus read(PipelineConfig pipeline, Path stagingRoot) throws IOException {
        List<Source> sources = new ArrayList<>();
        boolean paused;
        Engine engine = LocalDelta.engine();
        try (StagingStore staging = new LocalStore(stagingRoot);
                StagingStore target = new LocalStore(pipeline.target())) {
            paused = Orders.read(target, pipeline.name()).paused();
            for (String source : pipeline.sources()) {
                TrackedSource tracked = new ProgressFile(target, pipeline.name(), source).read(pipeline.selection());
                LogState log = CommitLog.open(staging, source).state();
                List<Table> tables = new ArrayList<>();
                for (TrackedTable table : tracked.tables()) {
                    tables.add(table(engine, pipeline, table));
                }
                long applied =
                        tracked.position() == null ? 0 : tracked.position().entry();
                sources.add(new Source(source, applied, log.lastEntry(), List.copyOf(tables)));
            }
        }
        return new PipelineStatus(paused, List.copyOf(sources));
    }

    private static Table table(Engine engine, PipelineConfig pipeline, TrackedTable table) throws IOException {
        Path directory = TableIngest.directory(pipeline, table.name());
        DeltaSnapshot snapshot = load(engine, directory);
        Standstill standstill = table.standstill();
        LogPosition at = standstill == null ? null : standstill.at();
        return new Table(
                table.name().toString(),
                directory,
                snapshot == null ? null : snapshot.version(),
                snapshot == null ? null : snapshot.rows(),
                snapshot == null ? null : snapshot.files().size(),
                state(table),
                standstill == null ? null : Long.valueOf(at == null ? 0 : at.entry()),
                standstill == null ? null : standstill.failure(),
                standstill == null ? 0 : standstill.attempts(),
                standstill == null ? null : standstill.nextAttempt());
    }

    /** Null, too, for a table that cannot be read: what is wrong with it is said where it is written. */
    private static @Nullable DeltaSnapshot load(Engine engine, Path directory) throws IOException {
        try {
            return DeltaSnapshot.load(engine, directory);
        } catch (RuntimeException e) {
            LOG.warn("The table in {} cannot be read", directory, e);
            return null;
        }
    }

    private static String state(TrackedTable table) {
        Standstill standstill = table.standstill();
        if (standstill != null) {
            return standstill.failure() == null ? "paused" : "failed";
        }
        if (table.leftOut()) {
            return "left-out";
        }
        return table.removed() ? "removed" : table.loading() == null ? "live" : "loading";
    }
}
