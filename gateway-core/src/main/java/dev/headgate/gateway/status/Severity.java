package dev.headgate.gateway.status;

/** How much an event matters to the operator. */
public enum Severity {
    /** Good to know. */
    INFO,
    /** Somebody should look at it in working hours. */
    WARNING,
    /** Somebody has to act now. */
    CRITICAL
}
