package dev.headgate.gateway.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service as systemd knows it: readiness, status, watchdog, stopping. Java has no datagram unix sockets before 22, so
 * it runs {@code systemd-notify} (the unit needs {@code NotifyAccess=all}). Without {@code NOTIFY_SOCKET} it does nothing.
 * One thread.
 */
final class SystemdService {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdService.class);
    private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ANSWER_SECONDS = 5;

    private final boolean present;
    private final long watchdogNanos;
    private boolean ready;
    private long lastStatusNanos = System.nanoTime() - STATUS_NANOS;
    private long lastWatchdogNanos;
    private @Nullable String lastStatus;

    private SystemdService(boolean present, Duration watchdog) {
        this.present = present;
        this.watchdogNanos = watchdog.toNanos();
    }

    static SystemdService ofEnvironment(Map<String, String> environment) {
        String watchdogMicros = environment.getOrDefault("WATCHDOG_USEC", "0");
        return new SystemdService(
                environment.containsKey("NOTIFY_SOCKET"),
                Duration.of(Long.parseLong(watchdogMicros), java.time.temporal.ChronoUnit.MICROS));
    }

    /** @param status told with it, since what was told before is over */
    void ready(String status) {
        if (!ready) {
            ready = true;
            told(status);
            send("--ready", "--status=" + status);
        }
    }

    /** The supervisor's loop turns: feeds the watchdog at half its interval, and tells a changed status now and then. */
    void alive(String status) {
        long now = System.nanoTime();
        if (watchdogNanos > 0 && now - lastWatchdogNanos > watchdogNanos / 2) {
            lastWatchdogNanos = now;
            send("WATCHDOG=1");
        }
        if (!status.equals(lastStatus) && now - lastStatusNanos >= STATUS_NANOS) {
            told(status);
            send("--status=" + status);
        }
    }

    private void told(String status) {
        lastStatusNanos = System.nanoTime();
        lastStatus = status;
    }

    void stopping() {
        send("STOPPING=1");
    }

    private void send(String... message) {
        if (!present) {
            return;
        }
        try {
            List<String> command = new ArrayList<>(List.of("systemd-notify"));
            command.addAll(List.of(message));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("systemd-notify cannot be run; systemd does not learn {}", String.join(" ", message), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
