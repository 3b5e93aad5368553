package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Watches the promise that {@code confirmed_flush_lsn} never passes what the files on the disk prove, some 40 times a
 * second and without ever asking the gateway. The slot is read first, then the disk: an acknowledgement that came
 * before its files is seen, and a file that came between is no false alarm.
 */
final class SlotPoller implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(25);
    private static final String QUERY =
            "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = ?";

    private final EmbeddedServer server;
    private final String slot;
    private final StagedLog log;
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicLong polls = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private @Nullable Connection connection;
    private @Nullable String createdAt;

    private SlotPoller(EmbeddedServer server, String slot, StagedLog log) {
        this.server = server;
        this.slot = slot;
        this.log = log;
        this.thread = new Thread(this::run, "slot-poller-" + slot);
        thread.setDaemon(true);
    }

    /** Starts to watch; the slot, the log and even the server may come later. */
    static SlotPoller watch(EmbeddedServer server, String slot, StagedLog log) {
        SlotPoller poller = new SlotPoller(server, slot, log);
        poller.thread.start();
        return poller;
    }

    /** What was seen and must never be; empty if the promise was kept. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** How many times slot and disk were compared. */
    long polls() {
        return polls.get();
    }

    private void run() {
        while (!closed) {
            try {
                String confirmed = confirmedFlushLsn();
                if (confirmed != null) {
                    compare(confirmed);
                    polls.incrementAndGet();
                }
            } catch (SQLException e) {
                // The server is down, as it often is in these tests: the next poll connects again.
                disconnect();
            } catch (RuntimeException e) {
                violations.add("the poller failed: " + e);
                return;
            }
            Await.pause(INTERVAL);
        }
        disconnect();
    }

    private void compare(String confirmed) {
        StagedLog.Entry newest = log.newestProven();
        if (newest == null) {
            // Before the first entry the slot stands where it was created.
            if (createdAt == null) {
                createdAt = confirmed;
            } else if (!createdAt.equals(confirmed)) {
                violation(confirmed, "nothing");
                createdAt = confirmed;
            }
            return;
        }
        long proven = newest.throughLsn();
        if (Long.compareUnsigned(StagedLog.lsn(confirmed), proven) > 0) {
            violation(confirmed, StagedLog.text(proven) + " (entry " + newest.number() + ")");
        }
    }

    private void violation(String confirmed, String proven) {
        violations.add(Instant.now() + ": slot " + slot + " confirmed " + confirmed + ", the disk proves " + proven);
    }

    private @Nullable String confirmedFlushLsn() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = server.connect("postgres");
            connection = open;
        }
        try (PreparedStatement statement = open.prepareStatement(QUERY)) {
            statement.setString(1, slot);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException ignored) {
                // The server has closed it already.
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
