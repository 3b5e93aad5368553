package dev.headgate.gateway.config;

import dev.headgate.gateway.status.EventKind;
import java.time.Duration;
import java.util.Set;

/**
 * Who is told when something happens.
 *
 * @param name key in {@code notifications}
 * @param events what is told of
 * @param minInterval the same event of the same source and table is told once in this time
 * @param text template of the message, with placeholders in braces
 */
public record NotificationConfig(
        String name, NotificationChannel channel, Set<EventKind> events, Duration minInterval, String text) {
    public static final String DEFAULT_TEXT = "[{severity}] {source}: {what}";
    public static final Duration DEFAULT_MIN_INTERVAL = Duration.ofMinutes(15);

    /** What a template may hold. */
    public static final Set<String> PLACEHOLDERS =
            Set.of("{severity}", "{event}", "{source}", "{table}", "{what}", "{error}", "{remedy}", "{host}");

    /** What is told of unless {@code events} says otherwise: everything that nobody sees coming, and its end. */
    public static final Set<EventKind> DEFAULT_EVENTS = Set.of(
            EventKind.HALTED,
            EventKind.TABLE_ERRORED,
            EventKind.SCHEMA_CHANGED,
            EventKind.SLOT_DANGER,
            EventKind.SNAPSHOT_PAUSED,
            EventKind.STAGING_FULL,
            EventKind.RECOVERED,
            EventKind.SNAPSHOT_FINISHED);

    public NotificationConfig {
        events = Set.copyOf(events);
    }
}
