package dev.headgate.gateway.daemon;

import java.io.IOException;
import java.time.Duration;
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
    private long lastStatusNanos;
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

    void ready() {
        if (!ready) {
            ready = true;
            send("--ready");
        }
    }

    /** The supervisor's loop turns: feeds the watchdog at half its interval, and tells a changed status now and then. */
    void alive(String status) {
        long now = System.nanoTime();
        if (watchdogNanos > 0 && now - lastWatchdogNanos > watchdogNanos / 2) {
            lastWatchdogNanos = now;
            send("WATCHDOG=1");
        }
        if (!status.equals(lastStatus) && now - lastStatusNanos > STATUS_NANOS) {
            lastStatusNanos = now;
            lastStatus = status;
            send("--status=" + status);
        }
    }

    void stopping() {
        send("STOPPING=1");
    }

    private void send(String message) {
        if (!present) {
            return;
        }
        try {
            Process process = new ProcessBuilder("systemd-notify", message)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("systemd-notify cannot be run; systemd does not learn {}", message, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
