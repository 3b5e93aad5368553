package dev.headgate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.pgoutput.message.LogicalMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeartbeatReaderTest {
    private final HeartbeatReader reader = new HeartbeatReader("shop");

    @Test
    void a_heartbeat_of_the_source_tells_when_it_was_emitted() {
        assertThat(reader.emittedMicros(message(HeartbeatReader.prefix("shop"), "1763640000000001")))
                .isEqualTo(1_763_640_000_000_001L);
    }

    @Test
    void messages_of_others_are_no_heartbeats() {
        assertThat(reader.emittedMicros(message("headgate:other", "1"))).isZero();
        assertThat(reader.emittedMicros(message("headgate:shop", "now"))).isZero();
        assertThat(reader.emittedMicros(message("headgate:shop", ""))).isZero();
    }

    private static LogicalMessage message(String prefix, String content) {
        return new LogicalMessage(7, true, 1, prefix, content.getBytes(StandardCharsets.UTF_8));
    }
}
