package dev.headgate.gateway.daemon;

import dev.headgate.gateway.admin.AdminServer;
import dev.headgate.gateway.config.ConfigFile;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.event.Notifier;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.pipeline.SnapshotSchedule;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.pipeline.SourceProgress;
import dev.headgate.gateway.pipeline.StagingLimits;
import dev.headgate.gateway.pipeline.StreamControl;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.status.ConfigReload;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceHistory;
import dev.headgate.gateway.status.StagingSpace;
import dev.headgate.gateway.status.StatusSource;
import dev.headgate.gateway.status.TableCommands;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon: starts a runner for every source, serves the admin endpoints, tells the service manager, and ends in order.
 *
 * <p>One failing source never touches the others. The process ends when it is stopped, when all sources have reached the
 * target of {@link RunOptions}, or when all have halted (with the exit status of the first one's error).
 */
public final class Gateway implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;

    private final GatewayConfig config;
    private final RunOptions options;
    private final String version;
    private final Instant startedAt = Instant.now();
    private final GatewayMetrics metrics;
    private final List<SourceRunner> runners = new CopyOnWriteArrayList<>();
    private final TableCommands tables = new RunningTables(runners);
    private final List<Thread> threads = new ArrayList<>();
    private final Notifier notifier;
    private final StatusMonitor monitor;
    private volatile @Nullable StagingStore openStore;
    private volatile @Nullable ConfigReload reload;
    private volatile boolean stopping;

    /** A gateway that does nothing yet. */
    public Gateway(GatewayConfig config, RunOptions options, String version) {
        this.config = config;
        this.options = options;
        this.version = version;
        this.metrics = new GatewayMetrics(version);
        metrics.bindNotifications(config.notifications().keySet());
        this.notifier = new Notifier(config.notifications().values(), Clock.systemUTC(), metrics::notification);
        this.monitor = new StatusMonitor(this::status, metrics, notifier);
    }

    /** From now on its configuration can be read again from this file, which it was made of. Called before {@link #run}. */
    ConfigReload reloadFrom(ConfigFile file) {
        ConfigReload made = new RunningConfig(file, runners, notifier, metrics);
        reload = made;
        return made;
    }

    /**
     * Runs to the end.
     *
     * @return exit status
     * @throws GatewayException when it cannot start at all
     */
    public int run() {
        try (StagingStore store = openStore()) {
            prepare(store);
            LOG.info(
                    "headgate {} starts; sources: {}",
                    version,
                    String.join(", ", config.sources().keySet()));
            if (!config.admin().enabled()) {
                return superviseRunners();
            }
            try (AdminServer admin = AdminServer.start(config.admin(), this, metrics)) {
                LOG.info(
                        "admin endpoints are served on {} port {}",
                        config.admin().host(),
                        admin.port());
                return superviseRunners();
            }
        } catch (IOException e) {
            throw new GatewayException(
                    ErrorCode.STAGING_IO,
                    "The staging store cannot be opened",
                    Map.of("file", config.staging().uri().toString()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ErrorCode.INTERNAL.exitCode();
        }
    }

    /** Asks all sources to make durable what they have, acknowledge it and end. Any thread. */
    public void requestStop() {
        stopping = true;
        runners.forEach(runner -> runner.source().control().requestStop());
    }

    @Override
    public GatewayStatus status() {
        StagingStore store = openStore;
        return new GatewayStatus(
                version,
                startedAt,
                runners.stream().map(StatusView::of).toList(),
                store == null
                        ? null
                        : new StagingSpace(
                                freeBytes(store),
                                config.staging().minFreeBytes().bytes()));
    }

    @Override
    public List<GatewayEvent> events() {
        return monitor.events();
    }

    @Override
    public List<SourceHistory> history() {
        return monitor.history();
    }

    @Override
    public @Nullable ConfigReload configReload() {
        return reload;
    }

    @Override
    public TableCommands tableCommands() {
        return tables;
    }

    @Override
    public List<String> stalledLoops() {
        return runners.stream()
                .filter(runner -> runner.isStalled(STALLED.toNanos()))
                .map(runner -> "source " + runner.source().config().name() + " has not turned for "
                        + STALLED.toSeconds() + " s")
                .toList();
    }

    private StagingStore openStore() throws IOException {
        return new LocalStore(Path.of(config.staging().uri()));
    }

    private void prepare(StagingStore store) {
        long heap = Runtime.getRuntime().maxMemory();
        StagingLimits limits = StagingLimits.of(
                config.memory().buffers().bytes(),
                config.sources().size(),
                heap,
                config.staging().flush());
        StagingSetup staging = StagingSetup.of(config.staging(), store, limits);
        openStore = store;
        metrics.bindStagingSpace(
                () -> freeBytes(store), config.staging().minFreeBytes().bytes());
        metrics.bindBuffers(
                () -> runners.stream()
                        .mapToLong(runner -> runner.source().progress().bufferedBytes())
                        .sum(),
                config.memory().buffers().bytes());
        for (SourceConfig source : config.sources().values()) {
            SourceContext context = new SourceContext(
                    source,
                    metrics.source(source.name()),
                    new SourceProgress(),
                    new StreamControl(),
                    new SnapshotSchedule(source.snapshot(), Clock.systemUTC()),
                    new ServerConnections(source).failures().facts());
            runners.add(new SourceRunner(context, staging, options));
        }
        if (stopping) {
            // The request came while there was nobody to hear it.
            requestStop();
        }
    }

    private static long freeBytes(StagingStore store) {
        try {
            return store.usableBytes();
        } catch (IOException e) {
            LOG.debug("free space of the staging store is not known", e);
            return -1;
        }
    }

    private int superviseRunners() throws InterruptedException {
        Thread monitoring = new Thread(monitor, "monitor");
        monitoring.setDaemon(true);
        monitoring.start();
        try (notifier) {
            start();
            int exitCode = supervise(SystemdService.ofEnvironment(System.getenv()));
            // Nobody looks any more: what ended the process is told now, or never.
            monitor.look();
            return exitCode;
        } finally {
            monitoring.interrupt();
            runners.forEach(SourceRunner::stopObserving);
        }
    }

    private void start() {
        for (SourceRunner runner : runners) {
            Thread thread =
                    new Thread(runner, "source-" + runner.source().config().name());
            threads.add(thread);
            thread.start();
        }
    }

    private int supervise(SystemdService systemd) throws InterruptedException {
        if (options.standby()) {
            systemd.ready(summary());
        }
        while (threads.stream().anyMatch(Thread::isAlive) && !stopping) {
            if (runners.stream().allMatch(runner -> runner.hasStreamed() || runner.halted())) {
                systemd.ready(summary());
            }
            if (stalledLoops().isEmpty()) {
                systemd.alive(summary());
            }
            if (options.failFast() && firstError() != null) {
                requestStop();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        systemd.stopping();
        awaitEnd();
        return exitCode();
    }

    private String summary() {
        return runners.stream()
                .map(runner -> runner.source().config().name() + " "
                        + runner.source().progress().state())
                .reduce((left, right) -> left + ", " + right)
                .orElse("no sources");
    }

    private void awaitEnd() throws InterruptedException {
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        }
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).isAlive()) {
                LOG.warn(
                        "source {} did not end in time; what is not durable is sent again",
                        runners.get(i).source().config().name());
                runners.get(i).abort();
                threads.get(i).interrupt();
            }
        }
    }

    private int exitCode() {
        GatewayException error = firstError();
        boolean counts = allHalted() || options.failFast() || options.ends();
        return error != null && counts ? error.code().exitCode() : 0;
    }

    /** The first halt, and with {@code --fail-fast} the first error of any kind; null when there is none. */
    private @Nullable GatewayException firstError() {
        for (SourceRunner runner : runners) {
            GatewayException error = runner.lastError();
            if (error != null && (runner.halted() || (options.failFast() && !isWait(error)))) {
                return error;
            }
        }
        return null;
    }

    private boolean isWait(GatewayException error) {
        return options.standby() && (error.code() == ErrorCode.LOCK_HELD || error.code() == ErrorCode.SLOT_ACTIVE);
    }

    private boolean allHalted() {
        return runners.stream().allMatch(SourceRunner::halted);
    }
}
