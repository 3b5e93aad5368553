package dev.headgate.gateway.event;

import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.HistoryPoint;
import dev.headgate.gateway.status.SourceHistory;
import dev.headgate.gateway.status.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far behind each source was in the last half hour, every ten seconds. Safe for use by several threads. */
public final class LagHistory {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int MAX_POINTS = 180;

    private final Map<String, Deque<HistoryPoint>> sources = new LinkedHashMap<>();
    private Instant newest = Instant.MIN;

    /** Adds a point for every source, unless the newest one is not old enough. */
    public synchronized void add(GatewayStatus status, Instant at) {
        if (at.isBefore(newest.equals(Instant.MIN) ? at : newest.plus(STEP))) {
            return;
        }
        newest = at;
        for (SourceStatus source : status.sources()) {
            Deque<HistoryPoint> points = sources.computeIfAbsent(source.name(), absent -> new ArrayDeque<>());
            if (points.size() == MAX_POINTS) {
                points.removeFirst();
            }
            points.addLast(new HistoryPoint(at, source.lagBytes(), source.retainedWalBytes(), source.lagSeconds()));
        }
    }

    /** Oldest points first. */
    public synchronized List<SourceHistory> list() {
        return sources.entrySet().stream()
                .map(source -> new SourceHistory(source.getKey(), List.copyOf(source.getValue())))
                .toList();
    }
}
