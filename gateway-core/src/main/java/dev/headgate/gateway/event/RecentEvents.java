package dev.headgate.gateway.event;

import dev.headgate.gateway.status.GatewayEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest events, in memory. Safe for use by several threads. */
public final class RecentEvents {
    private static final int MAX = 200;

    private final Deque<GatewayEvent> events = new ArrayDeque<>();

    /** Adds one; the oldest goes when there are too many. */
    public synchronized void add(GatewayEvent event) {
        if (events.size() == MAX) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    /** Oldest first. */
    public synchronized List<GatewayEvent> list() {
        return List.copyOf(events);
    }
}
