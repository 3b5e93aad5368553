package dev.headgate.gateway.event;

import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets the same event through once in a while. One thread. */
final class RepeatLimit {
    private static final int MAX_REMEMBERED = 1_000;

    private final Duration minInterval;
    private final Map<Subject, Instant> told = new LinkedHashMap<>();

    /** What makes two events the same. A worse one is not the same. */
    private record Subject(
            String source,
            EventKind kind,
            Severity severity,
            @Nullable String table,
            @Nullable String error) {}

    RepeatLimit(Duration minInterval) {
        this.minInterval = minInterval;
    }

    boolean allows(GatewayEvent event, Instant now) {
        Subject subject = new Subject(event.source(), event.kind(), event.severity(), event.table(), event.error());
        Instant last = told.get(subject);
        if (last != null && now.isBefore(last.plus(minInterval))) {
            return false;
        }
        told.remove(subject);
        if (told.size() == MAX_REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
        told.put(subject, now);
        return true;
    }
}
