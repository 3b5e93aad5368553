package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.LocalDelta;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline is, read from the files of staging and target, whether or not it runs.
 *
 * @param sources one for each
 */
public record PipelineStatus(List<Source> sources) {
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
     * @param state {@code live}, {@code loading} or {@code removed}
     */
    public record Table(
            String name,
            Path directory,
            @Nullable Long version,
            @Nullable Long rows,
            @Nullable Integer files,
            String state) {}

    /** Reads it. */
    public static PipelineStatus read(PipelineConfig pipeline, Path stagingRoot) throws IOException {
        List<Source> sources = new ArrayList<>();
        Engine engine = LocalDelta.engine();
        try (StagingStore staging = new LocalStore(stagingRoot);
                StagingStore target = new LocalStore(pipeline.target())) {
            for (String source : pipeline.sources()) {
                TrackedSource tracked = new ProgressFile(target, pipeline.name(), source).read();
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
        return new PipelineStatus(List.copyOf(sources));
    }

    private static Table table(Engine engine, PipelineConfig pipeline, TrackedTable table) throws IOException {
        Path directory = SourceIngest.directory(pipeline.target(), table.name());
        DeltaSnapshot snapshot = DeltaSnapshot.load(engine, directory);
        String state = table.removed() ? "removed" : table.loading() == null ? "live" : "loading";
        return snapshot == null
                ? new Table(table.name().toString(), directory, null, null, null, state)
                : new Table(
                        table.name().toString(),
                        directory,
                        snapshot.version(),
                        snapshot.rows(),
                        snapshot.files().size(),
                        state);
    }
}
