package dev.headgate.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a configuration file: YAML 1.2, strictly. An unknown key, a value of the wrong type, a missing variable, a key
 * given twice and a contradiction between keys are all problems, and all of them are reported together. No network is
 * used. {@code docs/configuration.md} lists the keys.
 */
public final class ConfigLoader {
    private static final int MAX_FILE_CHARACTERS = 4 * 1024 * 1024;

    private ConfigLoader() {}

    /**
     * The valid configuration of a file.
     *
     * @param environment for {@code ${VARIABLE}}; usually {@link System#getenv()}
     * @throws ConfigException with every problem that the file has
     */
    public static GatewayConfig load(Path file, Map<String, String> environment) throws ConfigException {
        Problems problems = new Problems(file.toString());
        Node root = compose(file, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.sorted());
        }
        Path directory = file.toAbsolutePath().getParent();
        Interpolation interpolation = new Interpolation(environment, directory == null ? Path.of("/") : directory);
        GatewayConfig config = new ConfigReader().read(new YamlSection(root, "", problems, interpolation));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.sorted());
        }
        return config;
    }

    private static @Nullable Node compose(Path file, Problems problems) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setUseMarks(true)
                    .setCodePointLimit(MAX_FILE_CHARACTERS)
                    .build();
            Optional<Node> root = new Compose(settings).composeString(Files.readString(file));
            if (root.isEmpty()) {
                problems.add(Optional.empty(), "", "the file is empty; write one with: headgate init");
            }
            return root.orElse(null);
        } catch (IOException e) {
            problems.add(
                    Optional.empty(),
                    "",
                    "the file cannot be read: " + FileFailure.describe(e)
                            + "; name it with --config, or write one with: headgate init");
        } catch (MarkedYamlEngineException e) {
            problems.add(e.getProblemMark().or(e::getContextMark), "", "this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(Optional.empty(), "", "this is not YAML: " + firstLine(e));
        }
        return null;
    }

    private static String firstLine(YamlEngineException failure) {
        List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
        return lines.isEmpty() ? "it cannot be parsed" : lines.get(0);
    }
}
