package dev.headgate.gateway.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.headgate.gateway.config.LoggingConfig;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up logging for the process. Called once, before anything logs; a later call replaces the first. */
public final class LogSetup {
    /** Libraries whose chatter below this level says nothing to an operator. */
    private static final String[] QUIET_LIBRARIES = {"org.apache", "org.postgresql", "io.netty", "jdk", "sun", "com.sun"
    };

    private LogSetup() {}

    /**
     * Logs of the daemon, on standard output.
     *
     * @param terminal whether a person reads standard output
     */
    public static void forDaemon(LoggingConfig config, boolean terminal) {
        Level level = Level.toLevel(config.level().name());
        boolean stacks = Level.DEBUG.isGreaterOrEqual(level);
        boolean text = switch (config.format()) {
            case AUTO -> terminal;
            case TEXT -> true;
            case JSON -> false;
        };
        install(level, text ? new TextEncoder(stacks) : new JsonLineEncoder(stacks), "System.out");
    }

    /** Another level from now on, as if the daemon had begun with it, but for the stacks that {@code debug} adds. */
    public static void changeLevel(LoggingConfig.Level level) {
        setLevel((LoggerContext) LoggerFactory.getILoggerFactory(), Level.toLevel(level.name()));
    }

    /**
     * Logs of a command that ends by itself: warnings on standard error, so that output can be piped.
     *
     * @param verbose everything from debug on, with stack traces
     */
    public static void forCommand(boolean verbose) {
        install(verbose ? Level.DEBUG : Level.WARN, new TextEncoder(verbose), "System.err");
    }

    private static void install(Level level, Encoder<ILoggingEvent> encoder, String stream) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget(stream);
        console.setEncoder(encoder);
        console.addFilter(new RepeatFilter());
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        setLevel(context, level);
        bridgeJavaLogging();
    }

    private static void setLevel(LoggerContext context, Level level) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        for (String library : QUIET_LIBRARIES) {
            context.getLogger(library).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        }
    }

    /** The driver logs through java.util.logging; below WARNING it logs every message on the wire. */
    private static void bridgeJavaLogging() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    }
}
