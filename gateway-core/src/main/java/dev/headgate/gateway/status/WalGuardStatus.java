package dev.headgate.gateway.status;

import org.jspecify.annotations.Nullable;

/**
 * How much room is left for the WAL that the server keeps for a slot.
 *
 * @param level how bad it is
 * @param limitBytes retained WAL at which the room is used up: the configured budget, or what the server allows if that
 *     is less; null when neither sets a limit
 * @param burnBytesPerSecond how fast retained WAL has grown over the last minutes; 0 when it has not
 * @param secondsLeft until the limit at that rate; null when there is no limit or no growth
 * @param snapshotsPaused no chunk of a table is begun until there is room again
 */
public record WalGuardStatus(
        Level level,
        @Nullable Long limitBytes,
        double burnBytesPerSecond,
        @Nullable Long secondsLeft,
        boolean snapshotsPaused) {
    /** Nothing is known yet. */
    public static final WalGuardStatus UNKNOWN = new WalGuardStatus(Level.OK, null, 0, null);

    /** While whole tables are read as fast as they can be. */
    public WalGuardStatus(
            Level level, @Nullable Long limitBytes, double burnBytesPerSecond, @Nullable Long secondsLeft) {
        this(level, limitBytes, burnBytesPerSecond, secondsLeft, false);
    }

    /** How bad it is. */
    public enum Level {
        /** There is room. */
        OK,
        /** Somebody should find out what holds the slot back. */
        WARNING,
        /** The slot, or the server's disk, is about to be lost. */
        DANGER
    }
}
