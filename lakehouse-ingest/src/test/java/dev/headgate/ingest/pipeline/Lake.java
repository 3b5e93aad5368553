package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.staging.schema.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pipeline over one log, in directories of a test. */
final class Lake {
    private static final String PIPELINE = "lake";

    private final Path staging;
    private final Path target;

    Lake(Path directory) {
        this.staging = directory.resolve("staging");
        this.target = directory.resolve("lake");
    }

    Path target() {
        return target;
    }

    PipelineConfig config() {
        return new PipelineConfig(PIPELINE, List.of(StagedLogByHand.SOURCE), target, Duration.ofSeconds(1));
    }

    StagedLogByHand log() {
        return new StagedLogByHand(staging);
    }

    /** Applies everything that is staged. */
    List<TableResult> ingest() {
        List<TableResult> results = new ArrayList<>();
        try (PipelineRun run = PipelineRun.open(config(), staging, Clock.systemUTC())) {
            boolean more = true;
            while (more) {
                more = run.applyNext(batch -> results.addAll(batch.tables()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }

    /** Builds all tables again. */
    void rebuild() {
        try (PipelineRun run = PipelineRun.open(config(), staging, Clock.systemUTC())) {
            run.rebuild(table -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory(TableName table) {
        return SourceIngest.directory(target, table);
    }

    DeltaFiles delta(TableName table) {
        return new DeltaFiles(directory(table));
    }

    /** The rows of the newest version as text, {@code a|b|null}, in order. */
    List<String> rows(TableName table) {
        return text(delta(table).newest().rows());
    }

    static List<String> text(List<List<@Nullable String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
