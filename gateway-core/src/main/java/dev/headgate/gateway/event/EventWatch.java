package dev.headgate.gateway.event;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what happened by comparing each status with the one before. What begins and ends between two looks is not seen.
 * One thread.
 */
public final class EventWatch {
    private final Map<String, SourceWatch> sources = new HashMap<>();
    private long number;

    /**
     * The events since the last look, oldest first.
     *
     * @param at when this status was taken
     */
    public List<GatewayEvent> look(GatewayStatus status, Instant at) {
        List<GatewayEvent> events = new ArrayList<>();
        for (SourceStatus source : status.sources()) {
            SourceWatch watch = sources.computeIfAbsent(source.name(), absent -> new SourceWatch());
            for (Finding finding : watch.look(source, isStagingFull(status, source), at)) {
                number++;
                events.add(finding.event(number, at, source.name()));
            }
        }
        return events;
    }

    private static boolean isStagingFull(GatewayStatus status, SourceStatus source) {
        boolean refused = source.error() != null && source.error().id().equals(ErrorCode.STAGING_FULL.id());
        boolean paused =
                status.staging() != null && status.staging().isFull() && source.state() == SourceState.BACK_PRESSURED;
        return refused || paused;
    }

    /** An event that tells nothing but that notifications arrive. */
    static GatewayEvent test(Instant at) {
        return new Finding(EventKind.STATE, "this is a test of the notifications").event(0, at, "headgate");
    }
}
