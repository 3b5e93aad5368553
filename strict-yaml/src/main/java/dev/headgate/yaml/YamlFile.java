package dev.headgate.yaml;

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

/** Opens a YAML 1.2 file for reading section by section. */
public final class YamlFile {
    private static final int MAX_FILE_CHARACTERS = 4 * 1024 * 1024;

    private YamlFile() {}

    /**
     * The whole file as one section.
     *
     * @param environment for {@code ${VARIABLE}}; usually {@link System#getenv()}
     * @param problems gets what is wrong
     * @return null if the file cannot be read as YAML at all
     */
    public static @Nullable YamlSection open(Path file, Map<String, String> environment, Problems problems) {
        Node root = compose(file, problems);
        if (root == null) {
            return null;
        }
        Path directory = file.toAbsolutePath().getParent();
        Interpolation interpolation = new Interpolation(environment, directory == null ? Path.of("/") : directory);
        return new YamlSection(root, "", problems, interpolation);
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
