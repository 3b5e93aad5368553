package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.IngestConfigReader;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.schema.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pipeline over one log, in directories of a test. */
final class Lake {
    private static final String PIPELINE = "lake";

    private final Path directory;
    private final Path staging;
    private final Path target;
    private final Map<TableName, IngestErrorCode> failures = new TreeMap<>();
    private String settings = "";
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");

    Lake(Path directory) {
        this.directory = directory;
        this.staging = directory.resolve("staging");
        this.target = directory.resolve("lake");
    }

    Path target() {
        return target;
    }

    Path staging() {
        return staging;
    }

    /** More keys of the pipeline, as in the configuration file: {@code "exclude: [public.notes]"}. */
    Lake with(String... keys) {
        settings = List.of(keys).stream().map(key -> ", " + key).collect(Collectors.joining());
        return this;
    }

    PipelineConfig config() {
        try {
            Files.createDirectories(directory);
            Path file = Files.writeString(
                    directory.resolve("headgate.yaml"),
                    "staging: { uri: \"" + staging.toUri() + "\" }\nsources: { " + StagedLogByHand.SOURCE
                            + ": {} }\npipelines:\n  " + PIPELINE + ": { sources: [" + StagedLogByHand.SOURCE
                            + "], target: { uri: \"" + target.toUri() + "\" }" + settings + " }\n");
            return IngestConfigReader.load(file, Map.of())
                    .pipelines()
                    .values()
                    .iterator()
                    .next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StagedLogByHand log() {
        return new StagedLogByHand(staging);
    }

    /** Applies everything that is staged. */
    List<TableResult> ingest() {
        List<TableResult> results = new ArrayList<>();
        try (PipelineRun run = open()) {
            boolean more = true;
            while (more) {
                more = run.applyNext(batch -> results.addAll(batch.tables()));
            }
            failures.clear();
            run.failures().forEach((table, failure) -> failures.put(table, failure.code()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }

    private PipelineRun open() throws IOException {
        return PipelineRun.open(config(), staging, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** Why tables stood still after the last {@link #ingest}. */
    Map<TableName, IngestErrorCode> failures() {
        return failures;
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    /** What an operator asks of a table. */
    void order(TableName table, UnaryOperator<Orders> change) {
        try {
            Orders.change(config(), table.toString(), change);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PipelineStatus.Table status(TableName table) {
        try {
            return PipelineStatus.read(config(), staging).sources().get(0).tables().stream()
                    .filter(each -> each.name().equals(table.toString()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds all tables again. */
    void rebuild() {
        try (PipelineRun run = open()) {
            run.rebuild(table -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory(TableName table) {
        return TableIngest.directory(config(), table);
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
