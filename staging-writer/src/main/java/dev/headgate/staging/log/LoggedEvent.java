package dev.headgate.staging.log;

import java.util.Objects;

/**
 * An event with the entry that holds it.
 *
 * @param entry number of the entry
 * @param throughLsn the entry's, unsigned
 * @param event what happened
 */
public record LoggedEvent(long entry, long throughLsn, LogEvent event) {
    public LoggedEvent {
        Objects.requireNonNull(event, "event");
    }
}
