package dev.headgate.quickstart.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The day of a {@link WaterUtility}: several writers, each with its own connection, at a limited rate.
 *
 * <p>{@link #start()} once, {@link #stop()} once; {@link #counts()} at any time from any thread. A writer that loses its
 * connection, because the server was stopped or killed, connects again until it is told to stop.
 */
public final class Workload implements AutoCloseable {

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(200);

    private final Callable<Connection> connections;
    private final double transactionsPerSecond;
    private final List<Thread> writers = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong rolledBack = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();

    /**
     * A workload that does not run yet.
     *
     * @param connections opens a connection to the database that holds the schema; called by the writers
     * @param writerCount number of writers
     * @param transactionsPerSecond of all writers together
     * @param seed decides what each writer does, though not how the writers interleave
     */
    public Workload(Callable<Connection> connections, int writerCount, double transactionsPerSecond, long seed) {
        this.connections = connections;
        this.transactionsPerSecond = transactionsPerSecond / writerCount;
        for (int writer = 0; writer < writerCount; writer++) {
            UtilityDay day = new UtilityDay(new Random(seed + writer), writer, writerCount);
            writers.add(new Thread(() -> write(day), "workload-" + writer));
        }
    }

    /** Starts the writers. */
    public void start() {
        writers.forEach(writer -> {
            writer.setDaemon(true);
            writer.start();
        });
    }

    /** What was done so far. */
    public WorkloadCounts counts() {
        return new WorkloadCounts(transactions.get(), rolledBack.get(), reconnects.get());
    }

    /** Lets each writer finish its transaction and returns when all have. May be called twice. */
    public void stop() {
        stopping.set(true);
        for (Thread writer : writers) {
            LockSupport.unpark(writer);
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void write(UtilityDay day) {
        while (!stopping.get()) {
            try (Connection connection = connections.call()) {
                connection.setAutoCommit(false);
                writeOn(connection, day);
            } catch (Exception e) {
                // Whatever it was: the source is compared as it is in the end, so nothing may depend on this outcome.
                reconnects.incrementAndGet();
                pause(RECONNECT_PAUSE.toNanos());
            }
        }
    }

    private void writeOn(Connection connection, UtilityDay day) throws SQLException {
        long interval = (long) (1e9 / transactionsPerSecond);
        long due = System.nanoTime();
        while (!stopping.get()) {
            try {
                if (day.transaction(connection)) {
                    connection.commit();
                    transactions.incrementAndGet();
                } else {
                    connection.rollback();
                    rolledBack.incrementAndGet();
                }
            } catch (SQLException e) {
                if (!isConflict(e)) {
                    throw e;
                }
                connection.rollback();
                rolledBack.incrementAndGet();
            }
            due += interval;
            pause(due - System.nanoTime());
        }
    }

    private static boolean isConflict(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("40") || state.startsWith("23") || state.startsWith("55"));
    }

    private void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        while (!stopping.get() && until - System.nanoTime() > 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
