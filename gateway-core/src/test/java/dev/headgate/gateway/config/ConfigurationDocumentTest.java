package dev.headgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

final class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final Pattern KEY = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    private static final Map<String, String> VARIABLES = Map.of(
            "MFG_PASSWORD", "x",
            "ADMIN_TOKEN", "0123456789abcdef",
            "SLACK_URL", "https://hooks.slack.com/services/x");

    @TempDir
    Path directory;

    @Test
    void the_document_lists_exactly_the_keys_that_the_loader_knows() throws Exception {
        Problems problems = new Problems("example");
        Interpolation interpolation = new Interpolation(VARIABLES, directory);
        ConfigReader reader = new ConfigReader();
        LoadSettings settings = LoadSettings.builder().build();
        reader.read(new YamlSection(
                new Compose(settings).composeString(example()).orElseThrow(), "", problems, interpolation));

        Set<String> documented = new TreeSet<>();
        Matcher keys = KEY.matcher(Files.readString(DOCUMENT));
        while (keys.find()) {
            documented.add(keys.group(1));
        }

        assertThat(documented).containsExactlyElementsOf(reader.knownPaths());
    }

    @Test
    void the_example_is_valid() throws Exception {
        Path file = Files.writeString(directory.resolve("headgate.yaml"), example());
        assertThat(ConfigLoader.load(file, VARIABLES).sources()).containsOnlyKeys("mfg_paloalto");
    }

    @Test
    void the_example_of_the_distribution_is_valid() throws Exception {
        Path file = Path.of("..", "deploy", "src", "distribution", "conf", "headgate.yaml");
        Files.writeString(directory.resolve("postgres-password"), "x");
        assertThat(ConfigLoader.load(file, Map.of("CREDENTIALS_DIRECTORY", directory.toString()))
                        .sources())
                .containsOnlyKeys("shop");
    }

    private static String example() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }
}
