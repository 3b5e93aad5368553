package dev.headgate.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file's configuration as it was read, which tells by its keys how a later state of the file differs. */
public final class ConfigFile {
    /** {@code headgate ingest} reads this section. */
    private static final String NOT_OF_THE_GATEWAY = "pipelines.";

    private static final Pattern ITEM = Pattern.compile("\\[\\d+]$");

    private final Path file;
    private final Map<String, String> environment;
    private final GatewayConfig config;
    private final Map<String, String> texts;

    /** @param texts of every value, secrets included, by its path */
    ConfigFile(Path file, Map<String, String> environment, GatewayConfig config, Map<String, String> texts) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.config = config;
        this.texts = Map.copyOf(texts);
    }

    public GatewayConfig config() {
        return config;
    }

    /**
     * The file as it is now, with the environment as it was.
     *
     * @throws ConfigException with every problem that it has now
     */
    public ConfigFile readAgain() throws ConfigException {
        return ConfigLoader.read(file, environment);
    }

    /**
     * The keys that the other state gives another value, adds or lacks, sorted. Empty when both mean the same; otherwise a value
     * that is written in another way counts as another value.
     */
    public List<String> changes(ConfigFile other) {
        if (config.equals(other.config)) {
            return List.of();
        }
        return Stream.concat(texts.keySet().stream(), other.texts.keySet().stream())
                .filter(path -> !Objects.equals(texts.get(path), other.texts.get(path)))
                .filter(path -> !path.startsWith(NOT_OF_THE_GATEWAY))
                .map(path -> ITEM.matcher(path).replaceFirst(""))
                .distinct()
                .sorted()
                .toList();
    }
}
