package dev.headgate.gateway.config;

/** What is logged, and in which form. Logs go to standard output. */
public record LoggingConfig(Level level, Format format) {
    public static final LoggingConfig DEFAULT = new LoggingConfig(Level.INFO, Format.AUTO);

    /** The lowest severity that is logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** The form of a line. */
    public enum Format {
        /** Text when a terminal reads it, JSON otherwise. */
        AUTO,
        JSON,
        TEXT
    }
}
