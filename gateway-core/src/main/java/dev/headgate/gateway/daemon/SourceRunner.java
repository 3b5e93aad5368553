package dev.headgate.gateway.daemon;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.error.Retry;
import dev.headgate.gateway.pipeline.LoadProgress;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.pipeline.StagingFailures;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.StoreLock;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Keeps one source running: session after session, with jittered pauses after what heals by itself, until it is stopped,
 * has reached its target, or halts. A halt is final until the operator acts; other sources are never touched.
 */
final class SourceRunner implements Runnable, LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);
    private static final long LOCK_POLL_MILLIS = 500;
    private static final long PAUSE_POLL_MILLIS = 50;
    private static final long PROVEN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Set<ErrorCode> STORE_FAILURES =
            EnumSet.of(ErrorCode.STAGING_IO, ErrorCode.STAGING_FULL, ErrorCode.COMMIT_UNKNOWN);

    private final SourceContext source;
    private final StagingSetup staging;
    private final RunOptions options;
    private final ServerConnections connections;
    private final SessionWatch watch;
    private final SourceObserver observer;
    private final Reconnect reconnect = new Reconnect();
    private volatile @Nullable GatewayException lastError;
    private volatile boolean held;
    private volatile @Nullable GatewayException verdict;
    private volatile @Nullable Thread observing;
    private volatile boolean halted;
    private volatile boolean reachedTarget;
    private volatile boolean streamed;
    private boolean targetSet;
    private boolean storeFailed;
    private long streamingSinceNanos;

    SourceRunner(SourceContext source, StagingSetup staging, RunOptions options) {
        this.source = source;
        this.staging = staging;
        this.options = options;
        this.connections = new ServerConnections(source.config());
        this.watch = new SessionWatch(source.config().name());
        this.observer = new SourceObserver(
                source, connections, watch, new StagingUpkeep(source, staging.store(), staging.retention()), this);
        source.metrics().tables(this::tablesIn);
        source.metrics()
                .snapshot()
                .outlook(() -> LoadProgress.outlook(source.progress().loads()));
    }

    private long tablesIn(TablePhase phase) {
        LogState log = source.progress().log();
        return log == null
                ? 0
                : log.tables().values().stream()
                        .filter(table -> StatusView.phase(table) == phase)
                        .count();
    }

    SourceContext source() {
        return source;
    }

    SourceObserver observer() {
        return observer;
    }

    /** Why it halted, or what it is retrying after; null while all is well. */
    @Nullable
    GatewayException lastError() {
        return lastError;
    }

    boolean halted() {
        return halted;
    }

    /** True once the target of {@link RunOptions} is durable and acknowledged. */
    boolean reachedTarget() {
        return reachedTarget;
    }

    /** True once a stream has run in this process. */
    boolean hasStreamed() {
        return streamed;
    }

    /** True while the stream should turn: a session that is being made may wait for the server. */
    boolean isStalled(long afterNanos) {
        return source.progress().state() == SourceState.STREAMING
                && System.nanoTime() - source.progress().tickNanos() > afterNanos;
    }

    /** Ends the look at the server, which outlives a halt; called when the process ends. Any thread. */
    void stopObserving() {
        Thread thread = observing;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void hold() {
        held = true;
        watch.abort();
    }

    @Override
    public void halt(GatewayException reason) {
        verdict = reason;
    }

    /** Gives the running session up without waiting for it. */
    void abort() {
        watch.abort();
    }

    @Override
    public void run() {
        MDC.put("source", source.config().name());
        Thread watching = daemon(watch, "watch-");
        observing = daemon(observer, "observer-");
        try {
            runLocked();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watching.interrupt();
            if (!halted) {
                // The slot of a halted source still holds WAL back: it is looked at until the process ends.
                stopObserving();
                source.state(SourceState.STOPPED);
            }
        }
    }

    private Thread daemon(Runnable work, String prefix) {
        Thread thread = new Thread(
                () -> {
                    MDC.put("source", source.config().name());
                    work.run();
                },
                prefix + source.config().name());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void runLocked() throws InterruptedException {
        try (StoreLock lock = lock()) {
            if (lock != null) {
                runSessions();
            }
        } catch (IOException | RuntimeException | Error e) {
            // A thread that ends without a word would look like a source that was stopped in order.
            halted(StagingFailures.of(e, source.facts(), staging.root()));
        }
    }

    /** Waits for the source's lock; null when a stop came first. */
    private @Nullable StoreLock lock() throws IOException, InterruptedException {
        String path = SourceLock.path(source.config().name());
        boolean told = false;
        while (!source.control().stopRequested()) {
            StoreLock lock = staging.store().tryLock(path);
            if (lock != null) {
                return lock;
            }
            if (!told) {
                told = true;
                source.state(SourceState.WAITING_FOR_LOCK);
                GatewayException held = new GatewayException(
                        ErrorCode.LOCK_HELD, "Another process has the lock of this source", source.facts());
                lastError = held;
                LOG.warn("waiting for the lock of the source", held);
            }
            source.progress().tick();
            Thread.sleep(LOCK_POLL_MILLIS);
        }
        return null;
    }

    private void runSessions() throws InterruptedException {
        while (!source.control().stopRequested() && !reachedTarget && !halted) {
            if (held) {
                awaitVerdict();
                return;
            }
            try {
                runSession();
            } catch (GatewayException e) {
                failed(e);
            } catch (IOException | RuntimeException | Error e) {
                failed(StagingFailures.of(e, source.facts(), staging.root()));
            }
        }
    }

    private void runSession() throws IOException, InterruptedException {
        setTarget();
        SessionAttempt attempt = new SessionAttempt(source, connections, staging, watch);
        if (attempt.run(this::streaming)) {
            reachedTarget = options.ends() && !source.control().stopRequested();
        }
    }

    private void setTarget() {
        if (targetSet) {
            return;
        }
        Long untilLsn = options.untilLsn();
        if (untilLsn != null) {
            source.control().until(untilLsn);
        } else if (options.untilCaughtUp()) {
            try (ControlSession control = new ControlSession(source.config(), connections)) {
                source.control().until(control.flushLsn());
            }
        }
        targetSet = true;
    }

    private void streaming() {
        // Each attempt adds an entry to the log: a store that takes entries and no data files must not fill with them.
        if (!storeFailed) {
            reconnect.succeeded();
        }
        streamingSinceNanos = System.nanoTime();
        lastError = null;
        streamed = true;
        source.state(SourceState.STREAMING);
    }

    /** The observer has taken the source out of service, and says when that is done. */
    private void awaitVerdict() throws InterruptedException {
        source.state(SourceState.CONNECTING);
        while (!source.control().stopRequested()) {
            GatewayException reason = verdict;
            if (reason != null) {
                source.metrics().error(reason.code());
                halted(reason);
                return;
            }
            source.progress().tick();
            Thread.sleep(PAUSE_POLL_MILLIS);
        }
    }

    private void failed(GatewayException e) throws InterruptedException {
        if (held) {
            LOG.debug("the session was given up: {}", e.what());
            return;
        }
        source.metrics().error(e.code());
        Retry retry = e.code().retry();
        boolean scripted = options.ends() || options.failFast();
        boolean patient = retry == Retry.RECONNECT || retry == Retry.RECONNECT_SLOWLY;
        if (!patient || (scripted && retry == Retry.RECONNECT_SLOWLY)) {
            halted(e);
            return;
        }
        if (streamed && System.nanoTime() - streamingSinceNanos > PROVEN_NANOS) {
            reconnect.succeeded();
        }
        storeFailed = STORE_FAILURES.contains(e.code());
        boolean repeated = isRepeated(e);
        lastError = e;
        if (repeated) {
            LOG.debug("source {} still: {}", source.config().name(), e.what());
        } else {
            LOG.warn("the session failed and is tried again: {}", e.what(), e);
        }
        source.metrics().reconnect(e.code());
        source.state(e.code() == ErrorCode.SLOT_ACTIVE ? SourceState.WAITING_FOR_SLOT : SourceState.CONNECTING);
        pause(reconnect.next(retry));
    }

    private boolean isRepeated(GatewayException e) {
        GatewayException before = lastError;
        return before != null && before.code() == e.code();
    }

    private void halted(GatewayException e) {
        lastError = e;
        halted = true;
        source.state(SourceState.HALTED);
        LOG.error("halted until an operator acts: {}", e.what(), e);
    }

    private void pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        while (System.nanoTime() - end < 0 && !source.control().stopRequested()) {
            source.progress().tick();
            Thread.sleep(PAUSE_POLL_MILLIS);
        }
    }
}
