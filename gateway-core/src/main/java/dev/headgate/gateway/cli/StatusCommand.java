package dev.headgate.gateway.cli;

import dev.headgate.gateway.admin.StatusJson;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceState;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate status}: asks the running gateway, or reads the commit logs when none runs. */
@Command(
        name = "status",
        description = {
            "Shows sources and tables: state, lag, totals.",
            "Asks the gateway at admin.listen; when none answers, reads the commit logs in the staging root.",
            "Exit code 0, or that of the first halted source."
        })
final class StatusCommand implements Callable<Integer> {
    private static final String PATH = "/api/v1/status";
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    private final Terminal terminal;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print one JSON object, as /api/v1/status does.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            description = "Show it again and again, every 2 seconds or as given, until Ctrl-C.")
    private @Nullable Integer watchSeconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        int exitCode = show(loaded);
        Integer seconds = watchSeconds;
        if (seconds != null) {
            Duration pause = Duration.ofSeconds(Math.max(1, seconds));
            while (terminal.pause(pause)) {
                exitCode = show(loaded);
            }
        }
        return exitCode;
    }

    private int show(GatewayConfig loaded) throws Exception {
        AdminClient admin = new AdminClient(loaded.admin());
        GatewayStatus status = loaded.admin().enabled() ? ask(admin) : null;
        PrintWriter out = spec.commandLine().getOut();
        if (watchSeconds != null && terminal.isInteractive()) {
            out.print(CLEAR_SCREEN);
        }
        if (status == null) {
            status = StagedStatus.read(loaded);
            PrintWriter err = spec.commandLine().getErr();
            err.println("No gateway answers at " + admin.address() + "; this is what the commit logs say.");
            err.flush();
        }
        if (json) {
            out.println(StatusJson.write(status));
        } else {
            StatusText.lines(status).forEach(out::println);
        }
        out.flush();
        return exitCode(status);
    }

    /** The status that the gateway gives; null when no process listens. */
    private static @Nullable GatewayStatus ask(AdminClient client) throws InterruptedException {
        HttpResponse<String> response = client.get(PATH);
        if (response == null) {
            return null;
        }
        if (response.statusCode() != 200) {
            throw client.unusable(PATH, "answers with HTTP status " + response.statusCode(), null);
        }
        try {
            return StatusJson.read(response.body());
        } catch (IOException e) {
            throw client.unusable(PATH, "does not answer as a gateway does", e);
        }
    }

    private static int exitCode(GatewayStatus status) {
        return status.sources().stream()
                .filter(source -> source.state() == SourceState.HALTED && source.error() != null)
                .findFirst()
                .map(source -> source.error() == null ? 0 : source.error().exitCode())
                .orElse(0);
    }
}
