package dev.headgate.pgoutput.type;

/** The value of the slot option {@code streaming}: whether the server may send transactions before they end. */
public enum Streaming {
    /** Transactions arrive whole, at their commit. */
    OFF,
    /** Large transactions arrive in blocks while they run. Needs protocol version 2. */
    ON,
    /** As ON, and Stream Abort carries the position and time of the abort. Needs protocol version 4. */
    PARALLEL
}
