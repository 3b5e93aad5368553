package dev.headgate.gateway.config;

import dev.headgate.yaml.Problems;
import dev.headgate.yaml.YamlFile;
import dev.headgate.yaml.YamlSection;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a configuration file: YAML 1.2, strictly. An unknown key, a value of the wrong type, a missing variable, a key
 * given twice and a contradiction between keys are all problems, and all of them are reported together. No network is
 * used. {@code docs/configuration.md} lists the keys.
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * The valid configuration of a file.
     *
     * @param environment for {@code ${VARIABLE}}; usually {@link System#getenv()}
     * @throws ConfigException with every problem that the file has
     */
    public static GatewayConfig load(Path file, Map<String, String> environment) throws ConfigException {
        return read(file, environment).config();
    }

    /**
     * The same, with what is needed to compare it with a later state of the file.
     *
     * @throws ConfigException with every problem that the file has
     */
    public static ConfigFile read(Path file, Map<String, String> environment) throws ConfigException {
        Problems problems = new Problems(file.toString());
        YamlSection root = YamlFile.open(file, environment, problems);
        if (root == null) {
            throw new ConfigException(problems.sorted());
        }
        GatewayConfig config = new ConfigReader().read(root);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.sorted());
        }
        return new ConfigFile(file, environment, config, root.texts());
    }
}
