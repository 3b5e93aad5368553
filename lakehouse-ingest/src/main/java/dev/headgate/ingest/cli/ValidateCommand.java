package dev.headgate.ingest.cli;

import dev.headgate.ingest.config.PipelineConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headgate ingest validate}: checks the pipelines of a configuration. */
@Command(name = "validate", description = "Checks the pipelines of the configuration.")
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private PipelineOption option = new PipelineOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PipelineConfig pipeline = option.load();
        spec.commandLine()
                .getOut()
                .println("Pipeline " + pipeline.name() + " is valid: " + String.join(", ", pipeline.sources()) + " to "
                        + pipeline.target());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
