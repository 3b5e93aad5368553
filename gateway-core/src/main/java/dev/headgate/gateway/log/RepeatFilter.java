package dev.headgate.gateway.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Holds back what repeats: of one message (its template, not its arguments) of one source, the first few of a minute are
 * written; the first one after that says how many were {@code suppressed}. Info and below are never held back.
 */
final class RepeatFilter extends Filter<ILoggingEvent> {
    static final int BURST = 5;
    static final long WINDOW_MILLIS = 60_000;
    private static final int MAX_KEYS = 1_000;

    private final Map<Key, Window> windows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Window> eldest) {
            return size() > MAX_KEYS;
        }
    };

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        Key key = new Key(
                event.getLoggerName(),
                String.valueOf(event.getMessage()),
                event.getMDCPropertyMap().get("source"));
        Window window = windows.computeIfAbsent(key, absent -> new Window(event.getTimeStamp()));
        if (event.getTimeStamp() - window.startMillis >= WINDOW_MILLIS) {
            long suppressed = Math.max(0, window.count - BURST);
            window.startMillis = event.getTimeStamp();
            window.count = 0;
            if (suppressed > 0 && event instanceof LoggingEvent mutable) {
                mutable.addKeyValuePair(new KeyValuePair("suppressed", suppressed));
            }
        }
        window.count++;
        return window.count > BURST ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    private record Key(
            String logger, String message, @Nullable String source) {}

    private static final class Window {
        private long startMillis;
        private long count;

        private Window(long startMillis) {
            this.startMillis = startMillis;
        }
    }
}
