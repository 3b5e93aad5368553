package dev.headgate.gateway.status;

/** What can happen to a source, as far as an operator wants to hear of it. */
public enum EventKind {
    /** The source is in another state; the ordinary course. */
    STATE(Severity.INFO),
    /** The session failed and is tried again. */
    RETRYING(Severity.WARNING),
    /** The source stopped until an operator acts. */
    HALTED(Severity.CRITICAL),
    /** A table stopped by itself; the other tables of the source go on. */
    TABLE_ERRORED(Severity.CRITICAL),
    /** The shape of a table changed at the source. */
    SCHEMA_CHANGED(Severity.WARNING),
    /** The server keeps much WAL for the slot, or will soon lose WAL that the slot needs. */
    SLOT_DANGER(Severity.CRITICAL),
    /** Whole tables are not read on, to leave what room there is for WAL to the stream. */
    SNAPSHOT_PAUSED(Severity.WARNING),
    /** Reading pauses since the staging store has no room. */
    STAGING_FULL(Severity.CRITICAL),
    /** What was wrong is over. */
    RECOVERED(Severity.INFO),
    /** A table was copied and is readable. */
    SNAPSHOT_FINISHED(Severity.INFO);

    private final Severity severity;

    EventKind(Severity severity) {
        this.severity = severity;
    }

    /** How much events of this kind matter, as a rule. */
    public Severity severity() {
        return severity;
    }
}
