package dev.headgate.ingest.cli;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.pipeline.Orders;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate ingest pause}. */
@Command(
        name = "pause",
        description = {
            "Makes a pipeline, or one table of it, stand still; a process that runs it obeys before its next batch.",
            "The staging area keeps what is needed to go on: with a pause, retention waits."
        })
final class PauseCommand implements Callable<Integer> {
    @Mixin
    private TableOption table = new TableOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = table.pipeline().load();
        Orders orders = Orders.change(
                pipeline, table.name(), now -> table.name().isEmpty() ? now.pause() : now.pause(table.name()));
        OrdersOutput.print(spec.commandLine().getOut(), json, pipeline, orders);
        return 0;
    }
}
