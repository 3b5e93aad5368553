package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.ConfigFile;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.event.Notifier;
import dev.headgate.gateway.log.LogSetup;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.ConfigReload;
import dev.headgate.gateway.status.ReloadResult;
import dev.headgate.yaml.ConfigProblem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over from a changed file what nothing else rests on: the log level, the notifications, the thresholds of the WAL
 * guard. Everything else is as it was at the start, and the log says which keys wait for a restart.
 */
final class RunningConfig implements ConfigReload {
    private static final Logger LOG = LoggerFactory.getLogger(RunningConfig.class);
    private static final Pattern GATEWAY_WIDE = Pattern.compile("logging\\.level|notifications\\..*");
    private static final Pattern WAL_GUARD = Pattern.compile("sources\\.([^.]+)\\.wal_guard\\..*");

    private final ConfigFile started;
    private final List<SourceRunner> runners;
    private final Notifier notifier;
    private final GatewayMetrics metrics;
    private ConfigFile inForce;

    /** @param runners those that there are when the file is read again */
    RunningConfig(ConfigFile started, List<SourceRunner> runners, Notifier notifier, GatewayMetrics metrics) {
        this.started = started;
        this.inForce = started;
        this.runners = runners;
        this.notifier = notifier;
        this.metrics = metrics;
    }

    @Override
    public synchronized ReloadResult reload() {
        ConfigFile now;
        try {
            now = started.readAgain();
        } catch (ConfigException e) {
            List<String> problems =
                    e.problems().stream().map(ConfigProblem::toString).toList();
            LOG.error("the changed configuration is not valid, nothing is taken over: {}", String.join("; ", problems));
            return new ReloadResult(List.of(), List.of(), problems);
        }
        List<String> applied = inForce.changes(now).stream()
                .filter(key -> isTakenOver(key, now.config()))
                .toList();
        List<String> waiting = started.changes(now).stream()
                .filter(key -> !isTakenOver(key, now.config()))
                .toList();
        apply(now.config());
        inForce = now;
        LOG.info(
                "the configuration was read again; taken over: {}",
                applied.isEmpty() ? "nothing" : String.join(", ", applied));
        if (!waiting.isEmpty()) {
            LOG.warn("changed in the configuration, and in force only after a restart: {}", String.join(", ", waiting));
        }
        return new ReloadResult(applied, waiting, List.of());
    }

    private boolean isTakenOver(String key, GatewayConfig now) {
        Matcher guard = WAL_GUARD.matcher(key);
        if (guard.matches()) {
            // Of a source that came or left nothing is taken over.
            String source = guard.group(1);
            boolean runs = runners.stream()
                    .anyMatch(runner -> runner.source().config().name().equals(source));
            return runs && now.sources().containsKey(source);
        }
        return GATEWAY_WIDE.matcher(key).matches();
    }

    private void apply(GatewayConfig now) {
        // A level that was set over HTTP stays until the file asks for another one.
        if (now.logging().level() != inForce.config().logging().level()) {
            LogSetup.changeLevel(now.logging().level());
        }
        metrics.bindNotifications(now.notifications().keySet());
        notifier.replace(now.notifications().values());
        for (SourceRunner runner : runners) {
            SourceConfig source = now.sources().get(runner.source().config().name());
            if (source != null) {
                runner.observer().guardBy(source.walGuard());
            }
        }
    }
}
