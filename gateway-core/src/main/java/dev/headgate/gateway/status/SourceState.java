package dev.headgate.gateway.status;

/** What a source is doing. */
public enum SourceState {
    /** The commit log is being read. */
    STARTING,
    /** A connection is being made, or the pause before the next attempt runs. */
    CONNECTING,
    /** Another connection streams from the slot. */
    WAITING_FOR_SLOT,
    /** Another process holds the source's lock on the staging root. */
    WAITING_FOR_LOCK,
    /** Changes are received and staged. */
    STREAMING,
    /** Connected, but reading pauses until staging catches up. */
    BACK_PRESSURED,
    /** Stopped with an error that only an operator can mend. */
    HALTED,
    /** Stopped on request. */
    STOPPED
}
