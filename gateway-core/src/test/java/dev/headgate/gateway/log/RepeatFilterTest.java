package dev.headgate.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RepeatFilterTest {
    private final LoggerContext context = new LoggerContext();
    private final RepeatFilter filter = new RepeatFilter();

    @Test
    void the_first_few_of_a_minute_pass_and_the_next_minute_says_how_many_did_not() {
        for (int i = 0; i < RepeatFilter.BURST; i++) {
            assertThat(filter.decide(event(Level.WARN, "a", "retry {}", i))).isEqualTo(FilterReply.NEUTRAL);
        }
        for (int i = 0; i < 7; i++) {
            assertThat(filter.decide(event(Level.WARN, "a", "retry {}", 10 + i)))
                    .isEqualTo(FilterReply.DENY);
        }

        LoggingEvent later = event(Level.WARN, "a", "retry {}", RepeatFilter.WINDOW_MILLIS);

        assertThat(filter.decide(later)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(later.getKeyValuePairs()).singleElement().hasToString("suppressed=\"7\"");
    }

    @Test
    void other_messages_other_sources_and_lower_levels_are_not_held_back() {
        for (int i = 0; i < 100; i++) {
            filter.decide(event(Level.WARN, "a", "retry", i));
        }
        assertThat(filter.decide(event(Level.WARN, "a", "other", 100))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(filter.decide(event(Level.WARN, "b", "retry", 100))).isEqualTo(FilterReply.NEUTRAL);
        for (int i = 0; i < 100; i++) {
            assertThat(filter.decide(event(Level.INFO, "a", "flushed", i))).isEqualTo(FilterReply.NEUTRAL);
        }
    }

    private LoggingEvent event(Level level, String source, String message, long atMillis) {
        LoggingEvent event = new LoggingEvent("fqcn", context.getLogger("test"), level, message, null, new Object[0]);
        event.setInstant(Instant.ofEpochMilli(1_000_000 + atMillis));
        event.setMDCPropertyMap(Map.of("source", source));
        return event;
    }
}
