package dev.headgate.gateway.error;

/** What the gateway itself does after an error, before any operator acts. */
public enum Retry {
    /** Try again with jittered, growing pauses, for ever. */
    RECONNECT,
    /** Try again for ever, but rarely: more attempts could lock an account or flood a log. */
    RECONNECT_SLOWLY,
    /**
     * Leave the table out until it is refreshed, if the failure was found where it can be told whose it is, and the source's
     * {@code on_table_error} does not say otherwise; else as {@link #HALT}.
     */
    QUARANTINE,
    /** Stop this source, keep its files and its slot, and wait for the operator. Other sources go on. */
    HALT,
    /** End the process: nothing can run. */
    EXIT
}
