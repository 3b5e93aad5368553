package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.config.TablePattern;
import dev.headgate.gateway.pipeline.StreamControl;
import dev.headgate.gateway.status.TableCommandResult;
import dev.headgate.gateway.status.TableCommandResult.Outcome;
import dev.headgate.gateway.status.TableCommands;
import dev.headgate.staging.log.LogState;
import java.util.List;
import java.util.function.BiConsumer;

/** Hands what an operator asks of single tables to the streams of their sources. */
final class RunningTables implements TableCommands {
    private final List<SourceRunner> runners;

    /** @param runners may grow while the gateway starts */
    RunningTables(List<SourceRunner> runners) {
        this.runners = runners;
    }

    @Override
    public TableCommandResult refresh(String source, String table) {
        return ask(source, table, StreamControl::refresh, " is read again, beside the stream");
    }

    @Override
    public TableCommandResult pause(String source, String table) {
        return ask(source, table, StreamControl::pause, " is paused: its changes are left out until it is resumed");
    }

    @Override
    public TableCommandResult resume(String source, String table) {
        return ask(source, table, StreamControl::refresh, " is read again, beside the stream, and goes on");
    }

    private TableCommandResult ask(
            String source, String table, BiConsumer<StreamControl, TablePattern> command, String consequence) {
        SourceRunner runner = runners.stream()
                .filter(each -> each.source().config().name().equals(source))
                .findFirst()
                .orElse(null);
        if (runner == null) {
            return new TableCommandResult(Outcome.NO_SUCH_SOURCE, "there is no source " + source);
        }
        TablePattern pattern;
        try {
            pattern = TablePattern.parse(table);
        } catch (IllegalArgumentException e) {
            return new TableCommandResult(Outcome.NO_SUCH_TABLE, String.valueOf(e.getMessage()));
        }
        if (runner.halted()) {
            return new TableCommandResult(Outcome.NOT_NOW, "source " + source + " has halted");
        }
        if (isUnknown(runner, table)) {
            return new TableCommandResult(
                    Outcome.NO_SUCH_TABLE, "source " + source + " has staged nothing of a table " + table);
        }
        command.accept(runner.source().control(), pattern);
        return new TableCommandResult(Outcome.ACCEPTED, table + consequence);
    }

    /** A glob may match nothing; a name that was never heard is a slip of the pen. */
    private static boolean isUnknown(SourceRunner runner, String table) {
        SourceConfig config = runner.source().config();
        LogState log = runner.source().progress().log();
        int dot = table.indexOf('.');
        boolean glob = table.matches(".*[*?\\\\].*");
        return log != null
                && !glob
                && !log.tables().containsKey(config.destinationOf(table.substring(0, dot), table.substring(dot + 1)));
    }
}
