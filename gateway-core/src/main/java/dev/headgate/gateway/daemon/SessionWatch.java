package dev.headgate.gateway.daemon;

import dev.headgate.gateway.source.ReplicationSession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a link that has gone silent. The owner thread cannot: it may be blocked in the middle of a message, where the
 * driver waits without a limit. The server answers every ping, so a session that hears nothing for several of them is
 * dead.
 */
final class SessionWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private final String source;
    private volatile @Nullable ReplicationSession session;

    SessionWatch(String source) {
        this.source = source;
    }

    void opened(ReplicationSession opened) {
        session = opened;
    }

    void closed() {
        session = null;
    }

    /** Ends the running session at once; there may be none. */
    void abort() {
        ReplicationSession running = session;
        if (running != null) {
            running.abort();
        }
    }

    /** Works until interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(LOOK.toMillis());
                ReplicationSession running = session;
                if (running != null && running.silentNanos() > SILENCE_MAX.toNanos()) {
                    LOG.warn(
                            "source {}: the server was silent for {} s, the link is given up",
                            source,
                            SILENCE_MAX.toSeconds());
                    running.abort();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
