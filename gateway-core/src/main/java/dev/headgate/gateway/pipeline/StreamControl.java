package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.TablePattern;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What other threads ask of a source's stream. Any thread. */
public final class StreamControl {
    private volatile boolean stopRequested;
    private volatile boolean serverStopping;
    private volatile boolean textOnly;
    private volatile boolean snapshotsPaused;
    private volatile boolean asksForMessages;
    private volatile @Nullable Long untilLsn;
    private final AtomicReference<@Nullable TableLook> look = new AtomicReference<>();
    private final Queue<TablePattern> refreshes = new ConcurrentLinkedQueue<>();
    private final Queue<TablePattern> pauses = new ConcurrentLinkedQueue<>();

    /** Asks the stream to make everything received durable, acknowledge it, and end. */
    public void requestStop() {
        stopRequested = true;
    }

    /** Whether {@link #requestStop()} was called. */
    public boolean stopRequested() {
        return stopRequested;
    }

    /**
     * Tells whether the server seems to shut down: it waits for its walsender, which waits for the acknowledgement of the
     * last byte. Every advance is then published at once.
     */
    public void serverStopping(boolean stopping) {
        serverStopping = stopping;
    }

    boolean serverStopping() {
        return serverStopping;
    }

    /** Has all further sessions ask for text. */
    public void askForText() {
        textOnly = true;
    }

    /** Whether {@link #askForText()} was called. */
    public boolean textOnly() {
        return textOnly;
    }

    /** Says whether the session asks the server for logical messages. */
    public void asksForMessages(boolean asks) {
        asksForMessages = asks;
    }

    /** What {@link #asksForMessages(boolean)} said last. */
    public boolean asksForMessages() {
        return asksForMessages;
    }

    /** Tells whether no chunk of a table is to be begun: the server has little room left for the WAL of the stream. */
    public void pauseSnapshots(boolean pause) {
        snapshotsPaused = pause;
    }

    boolean snapshotsPaused() {
        return snapshotsPaused;
    }

    /** Tells what is published now: tables that come, leave or change without a row that tells are noticed by it. */
    public void look(TableLook newest) {
        look.set(newest);
    }

    /** The newest look that was not taken; null for none. */
    @Nullable
    TableLook takeLook() {
        return look.getAndSet(null);
    }

    /** Asks for the tables that match to be read again, as their next generation; ends a pause. */
    public void refresh(TablePattern tables) {
        refreshes.add(tables);
    }

    /** The oldest refresh that was asked for; null for none. */
    @Nullable
    TablePattern takeRefresh() {
        return refreshes.poll();
    }

    /** Asks for the changes of the tables that match to be left out. */
    public void pause(TablePattern tables) {
        pauses.add(tables);
    }

    /** The oldest pause that was asked for; null for none. */
    @Nullable
    TablePattern takePause() {
        return pauses.poll();
    }

    /** Ends the stream once everything below this LSN is durable and acknowledged. */
    public void until(long lsn) {
        untilLsn = lsn;
    }

    /** The position to end at, unsigned; null for none. */
    @Nullable
    Long untilLsn() {
        return untilLsn;
    }
}
