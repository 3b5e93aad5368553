package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.ConfigFile;
import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code --config} of the commands that need a configuration. */
final class ConfigOption {
    static final String DEFAULT = "headgate.yaml";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = DEFAULT,
            description = "Configuration file. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of(DEFAULT);

    Path file() {
        return file;
    }

    GatewayConfig load() throws ConfigException {
        return read().config();
    }

    ConfigFile read() throws ConfigException {
        return ConfigLoader.read(file, System.getenv());
    }

    /** The source of that name, or a usage error that lists the names there are. */
    static SourceConfig source(GatewayConfig config, String name) {
        SourceConfig source = config.sources().get(name);
        if (source == null) {
            throw new GatewayException(
                    ErrorCode.USAGE,
                    "There is no source " + name + "; the configuration has: "
                            + String.join(", ", config.sources().keySet()),
                    Map.of("source", name));
        }
        return source;
    }
}
