package dev.headgate.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.yaml.Problems;
import dev.headgate.yaml.YamlFile;
import dev.headgate.yaml.YamlSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LakehouseDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "lakehouse.md");
    private static final Pattern KEY = Pattern.compile("^\\| `(pipelines[^`]*)` \\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("^\\| (HG-\\d+) \\|", Pattern.MULTILINE);
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private Path file(String pipelines) throws IOException {
        return Files.writeString(
                directory.resolve("headgate.yaml"),
                "staging: { uri: \"file:///staging\" }\nsources: { shop: {}, mfg: {} }\n" + pipelines);
    }

    @Test
    void the_document_lists_exactly_the_keys_that_the_reader_knows() throws IOException {
        Problems problems = new Problems("example");
        IngestConfigReader reader = new IngestConfigReader();
        YamlSection root = Objects.requireNonNull(YamlFile.open(file(example()), Map.of(), problems));
        reader.read(root);

        assertThat(problems.sorted()).isEmpty();
        assertThat(found(KEY)).isEqualTo(reader.knownPaths());
    }

    @Test
    void the_document_lists_every_code_with_exit_code_and_remedy() throws IOException {
        assertThat(found(CODE))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(IngestErrorCode.values())
                        .map(IngestErrorCode::id)
                        .toList());
        String document = Files.readString(DOCUMENT);
        for (IngestErrorCode code : IngestErrorCode.values()) {
            assertThat(document)
                    .contains("| " + code.id() + " | `" + code.name() + "` | " + code.exitCode() + " | " + code.remedy()
                            + " |");
        }
    }

    @Test
    void the_example_is_valid() throws IOException {
        IngestConfig config = IngestConfigReader.load(file(example()), Map.of());

        assertThat(config.staging()).isEqualTo(Path.of("/staging"));
        assertThat(config.pipelines().values()).singleElement().satisfies(pipeline -> {
            assertThat(pipeline.sources()).containsExactly("shop");
            assertThat(pipeline.target()).isEqualTo(Path.of("/var/lib/headgate/lake"));
            assertThat(pipeline.interval()).isEqualTo(Duration.ofSeconds(5));
        });
    }

    @Test
    void every_problem_is_reported_with_its_place() throws IOException {
        Path file = file("pipelines:\n  lake:\n    sources: [shopp]\n    tarket: { uri: \"s3://x\" }\n");

        assertThatThrownBy(() -> IngestConfigReader.load(file, Map.of()))
                .hasMessageContaining(
                        "headgate.yaml:5:15: pipelines.lake.sources[0]: 'shopp' is not in sources (did you mean shop?)")
                .hasMessageContaining("pipelines.lake.tarket: is not a known key (did you mean target?)")
                .hasMessageContaining("pipelines.lake.target.uri: is required");
    }

    private static String example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        assertThat(example.find()).isTrue();
        return Objects.requireNonNull(example.group(1));
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(Files.readString(DOCUMENT));
        while (matcher.find()) {
            found.add(Objects.requireNonNull(matcher.group(1)));
        }
        return found;
    }
}
