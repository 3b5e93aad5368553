package dev.headgate.gateway.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The levels of loggers, which can be changed while the process runs. Safe for use by several threads. */
public final class LogLevels {
    private LogLevels() {}

    /** Every logger that has a level of its own, such as {@code ROOT}, with the level in lower case. */
    public static Map<String, String> all() {
        Map<String, String> levels = new TreeMap<>();
        for (Logger logger : context().getLoggerList()) {
            Level level = logger.getLevel();
            if (level != null) {
                levels.put(logger.getName(), level.toString().toLowerCase(Locale.ROOT));
            }
        }
        return levels;
    }

    /**
     * Changes a level until the process ends.
     *
     * @param logger name of a class or a package, or {@code ROOT}
     * @param level {@code error}, {@code warn}, {@code info}, {@code debug}, {@code trace} or {@code off}; null gives the
     *     logger the level of the package above it
     * @throws IllegalArgumentException when there is no such level, or none is given for {@code ROOT}
     */
    public static void set(String logger, @Nullable String level) {
        boolean root = logger.equalsIgnoreCase(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (level == null && root) {
            throw new IllegalArgumentException("the root logger needs a level");
        }
        Level known = level == null ? null : Level.toLevel(level, null);
        if (level != null && known == null) {
            throw new IllegalArgumentException("there is no such level; use error, warn, info, debug, trace or off");
        }
        context().getLogger(root ? org.slf4j.Logger.ROOT_LOGGER_NAME : logger).setLevel(known);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
