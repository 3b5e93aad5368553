package dev.headgate.gateway.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.CommitLogReader;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.LogEntry;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.PurgedEntryException;
import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate inspect}: what is in a commit log, or in one staged file. Reads only. */
@Command(
        name = "inspect",
        description = {
            "Shows the newest entries of a source's commit log, or schema and first rows of one staged Parquet file.",
            "Reads only; the gateway may run. Rows are shown as they are: mind who looks."
        })
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--source", paramLabel = "NAME", description = "Show the commit log of this source.")
    private @Nullable String source;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of the newest entries. Default: ${DEFAULT-VALUE}.")
    private long entries = 20;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many rows of a file. Default: ${DEFAULT-VALUE}.")
    private long rows = 10;

    @Option(names = "--json", description = "Print each log entry as it stands in the log, one JSON object a line.")
    private boolean json;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A staged Parquet file.")
    private @Nullable Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if ((file == null) == (source == null)) {
            throw new GatewayException(ErrorCode.USAGE, "Name either a FILE or a --source", Map.of());
        }
        if (file != null) {
            if (!Files.isRegularFile(file)) {
                throw new GatewayException(
                        ErrorCode.STAGING_IO, "The file does not exist", Map.of("file", file.toString()));
            }
            printFile(file, out);
            return 0;
        }
        GatewayConfig loaded = config.load();
        SourceConfig wanted = ConfigOption.source(loaded, String.valueOf(source));
        try (StagingStore store = StagingRoot.open(loaded.staging())) {
            printLog(store, wanted.name(), out);
        }
        return 0;
    }

    private void printFile(Path parquet, PrintWriter out) throws IOException {
        try {
            ParquetListing.print(parquet, rows, out);
        } catch (RuntimeException e) {
            // Parquet reports what it cannot parse with exceptions of many kinds.
            throw new GatewayException(
                    ErrorCode.STAGING_IO,
                    "This is not a Parquet file, or it is damaged",
                    Map.of("file", parquet.toString()),
                    e);
        }
    }

    private void printLog(StagingStore store, String name, PrintWriter out) throws IOException {
        long last = CommitLog.open(store, name).state().lastEntry();
        if (last == 0 && !json) {
            out.println("The commit log of " + name + " has no entries yet.");
        }
        for (long number = Math.max(1, last - entries + 1); number <= last; number++) {
            if (json) {
                printJson(store, name, number, out);
            } else {
                printEntry(store, name, number, out);
            }
        }
    }

    private static void printJson(StagingStore store, String name, long number, PrintWriter out) throws IOException {
        String path = String.format(Locale.ROOT, "_headgate/%s/log/%020d.json", PathElement.encode(name), number);
        ObjectMapper mapper = new ObjectMapper();
        out.println(mapper.writeValueAsString(mapper.readTree(store.read(path))));
    }

    private static void printEntry(StagingStore store, String name, long number, PrintWriter out) throws IOException {
        LogEntry entry;
        try {
            entry = CommitLogReader.fromStart(store, name).entry(number);
        } catch (PurgedEntryException e) {
            out.println("entry " + number + "  purged by retention");
            return;
        }
        out.println("entry " + number + "  epoch " + entry.epoch() + "  " + Text.lsn(entry.fromLsn()) + " - "
                + Text.lsn(entry.throughLsn()) + "  transactions " + entry.transactions() + "  commit "
                + entry.commitId());
        for (DataFile file : entry.files()) {
            out.println("  " + Text.printable(file.table().toString()) + "  generation " + file.generation()
                    + "  schema version " + file.schemaVersion() + "  rows " + file.rows() + " (c "
                    + file.ops().inserts() + ", u " + file.ops().updates() + ", d "
                    + file.ops().deletes() + ", r " + file.ops().snapshotRows() + ", t "
                    + file.ops().truncates() + ")  " + Text.bytes(file.bytes()));
            out.println("    " + file.path());
        }
        for (LogEvent event : entry.events()) {
            out.println("  event " + event.type() + " "
                    + Text.printable(event.attributes().toString()));
        }
    }
}
