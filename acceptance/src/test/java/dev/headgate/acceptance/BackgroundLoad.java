package dev.headgate.acceptance;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An application that never stops: it runs a step again and again, and connects again when its server was killed. */
final class BackgroundLoad implements AutoCloseable {

    /** One or more transactions; whatever it leaves open is rolled back. */
    interface Step {
        void run(Connection connection) throws SQLException;
    }

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(50);

    private final Site site;
    private final Step step;
    private final Thread thread;
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    private BackgroundLoad(Site site, Step step) {
        this.site = site;
        this.step = step;
        this.thread = new Thread(this::run, "load-" + site.database());
        thread.setDaemon(true);
    }

    static BackgroundLoad start(Site site, Step step) {
        BackgroundLoad load = new BackgroundLoad(site, step);
        load.thread.start();
        return load;
    }

    /** How many steps are done. */
    long steps() {
        return steps.get();
    }

    /** Waits until that many more steps are done. */
    void await(long more) {
        long target = steps() + more;
        Await.until("load of " + more + " steps", Site.CATCH_UP, () -> {
            rethrow();
            return steps() >= target;
        });
    }

    private void run() {
        while (!closed) {
            try (Connection connection = site.server().connect(site.database())) {
                connection.setAutoCommit(false);
                while (!closed) {
                    step.run(connection);
                    connection.rollback();
                    steps.incrementAndGet();
                }
            } catch (SQLException e) {
                if (!isOutage(e)) {
                    failure = new IllegalStateException("the load failed", e);
                    return;
                }
                Await.pause(RECONNECT_PAUSE);
            } catch (RuntimeException e) {
                failure = e;
                return;
            }
        }
    }

    // Connection exceptions, shutdown and start of the server.
    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private void rethrow() {
        RuntimeException failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
    }

    /** Stops after the step that runs; an error of the load is thrown here. */
    void stop() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rethrow();
    }

    @Override
    public void close() {
        stop();
    }
}
