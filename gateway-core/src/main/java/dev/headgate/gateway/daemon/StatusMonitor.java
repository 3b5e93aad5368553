package dev.headgate.gateway.daemon;

import dev.headgate.gateway.event.EventWatch;
import dev.headgate.gateway.event.LagHistory;
import dev.headgate.gateway.event.Notifier;
import dev.headgate.gateway.event.RecentEvents;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceHistory;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Looks at the gateway's own status twice a second: finds events, keeps the short history, and tells who wants to know. */
final class StatusMonitor implements Runnable {
    private static final long LOOK_MILLIS = 500;

    private final Supplier<GatewayStatus> status;
    private final GatewayMetrics metrics;
    private final Notifier notifier;
    private final EventWatch watch = new EventWatch();
    private final RecentEvents events = new RecentEvents();
    private final LagHistory history = new LagHistory();

    StatusMonitor(Supplier<GatewayStatus> status, GatewayMetrics metrics, Notifier notifier) {
        this.status = status;
        this.metrics = metrics;
        this.notifier = notifier;
    }

    List<GatewayEvent> events() {
        return events.list();
    }

    List<SourceHistory> history() {
        return history.list();
    }

    /** Works until interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                look();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; also the last one of a process that ends, which has to tell why. */
    synchronized void look() {
        GatewayStatus now = status.get();
        Instant at = Instant.now();
        history.add(now, at);
        for (GatewayEvent event : watch.look(now, at)) {
            events.add(event);
            if (event.kind() == EventKind.SCHEMA_CHANGED) {
                metrics.source(event.source()).schemaChange("new_version");
            }
            notifier.offer(event);
        }
    }
}
