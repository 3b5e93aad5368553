package dev.headgate.gateway.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whoever can say what the gateway is doing: the daemon. */
public interface StatusSource {
    /** A consistent snapshot; never blocks on a database or a disk. Called from any thread. */
    GatewayStatus status();

    /**
     * Loops of the gateway that should have ticked and have not, each with the time since; empty when all is well. A
     * database that is down stalls nothing. Called from any thread.
     */
    default List<String> stalledLoops() {
        return List.of();
    }

    /** What happened lately, oldest first. Called from any thread. */
    default List<GatewayEvent> events() {
        return List.of();
    }

    /** The last half hour of every source. Called from any thread. */
    default List<SourceHistory> history() {
        return List.of();
    }

    /** What reads the configuration again; null when nothing does. */
    default @Nullable ConfigReload configReload() {
        return null;
    }

    /** What carries out commands for tables; null when nothing does. */
    default @Nullable TableCommands tableCommands() {
        return null;
    }
}
