package dev.headgate.ingest.cli;

import dev.headgate.ingest.config.IngestConfig;
import dev.headgate.ingest.config.IngestConfigReader;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration file and the name of a pipeline in it, of the commands that need them. */
final class PipelineOption {
    static final String DEFAULT = "headgate.yaml";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = DEFAULT,
            description = "Configuration file. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of(DEFAULT);

    @Parameters(
            index = "0",
            paramLabel = "PIPELINE",
            arity = "0..1",
            description = "Name of a pipeline; not needed when there is one.")
    private String name = "";

    /** The staging root, of the configuration that was read last. */
    private IngestConfig config = new IngestConfig(Path.of("/"), Map.of());

    PipelineOption() {}

    /** For a command that has its own parameters. */
    PipelineOption(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** The pipeline, or a usage error that lists the names there are. */
    PipelineConfig load() {
        config = IngestConfigReader.load(file, System.getenv());
        if (name.isEmpty() && config.pipelines().size() == 1) {
            return config.pipelines().values().iterator().next();
        }
        PipelineConfig pipeline = config.pipelines().get(name);
        if (pipeline == null) {
            String asked = name.isEmpty() ? "Name a pipeline" : "There is no pipeline " + name;
            throw new IngestException(
                    IngestErrorCode.USAGE,
                    asked + "; the configuration has: "
                            + String.join(", ", config.pipelines().keySet()),
                    Map.of());
        }
        return pipeline;
    }

    Path staging() {
        return config.staging();
    }
}
