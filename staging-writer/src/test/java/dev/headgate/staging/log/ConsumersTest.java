package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConsumersTest {
    private static final LogPosition THREE = new LogPosition("log", 3, "three");
    private static final LogPosition FOUR = new LogPosition("log", 4, "four");

    private final MemoryStore store = new MemoryStore();
    private final Consumers consumers = new Consumers(store, SOURCE, new TestClock(store));

    @Test
    void a_consumer_registers_advances_and_is_listed() throws IOException {
        assertThat(consumers.register("delta", null).entry()).isZero();
        assertThat(consumers.advance("delta", THREE).position()).isEqualTo(THREE);
        consumers.register("a/b", FOUR);
        assertThat(consumers.list())
                .containsExactly(
                        new ConsumerState("a/b", FOUR, store.now, null),
                        new ConsumerState("delta", THREE, store.now, null));
        assertThat(store.content).containsKey("_headgate/mfg/consumers/delta.json");
        consumers.remove("a/b");
        consumers.remove("a/b");
        assertThat(consumers.list()).hasSize(1);
    }

    @Test
    void registering_again_keeps_the_recorded_position() throws IOException {
        consumers.register("delta", null);
        consumers.advance("delta", THREE);
        assertThat(consumers.register("delta", null).position()).isEqualTo(THREE);
    }

    @Test
    void a_position_never_goes_back_nor_to_another_log() throws IOException {
        consumers.register("delta", FOUR);
        assertThatThrownBy(() -> consumers.advance("delta", THREE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> consumers.advance("delta", new LogPosition("other", 9, "x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(consumers.read("delta").position()).isEqualTo(FOUR);
        assertThatThrownBy(() -> consumers.advance("unknown", THREE)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_silent_consumer_expires_and_cannot_come_back() throws IOException {
        consumers.register("silent", THREE);
        consumers.register("alive", THREE);
        store.now = store.now.plus(Duration.ofDays(7));
        consumers.advance("alive", THREE);
        assertThat(consumers.expire(Duration.ofDays(7))).isEmpty();
        store.now = store.now.plusSeconds(1);
        assertThat(consumers.expire(Duration.ofDays(7)))
                .extracting(ConsumerState::name)
                .containsExactly("silent");
        assertThat(consumers.read("alive").live()).isTrue();
        assertThatThrownBy(() -> consumers.advance("silent", FOUR))
                .isInstanceOf(ConsumerExpiredException.class)
                .hasMessageContaining("Refresh its tables");
        assertThat(consumers.expire(Duration.ofDays(7))).isEmpty();
    }

    @Test
    void a_flipped_bit_in_a_consumers_file_is_noticed() throws IOException {
        consumers.register("delta", THREE);
        byte[] bytes = Objects.requireNonNull(store.content.get("_headgate/mfg/consumers/delta.json"));
        for (int i = 0; i < bytes.length * 8; i++) {
            byte[] flipped = bytes.clone();
            flipped[i / 8] ^= (byte) (1 << (i % 8));
            store.put("_headgate/mfg/consumers/delta.json", flipped);
            assertThatThrownBy(consumers::list)
                    .as(new String(flipped, StandardCharsets.ISO_8859_1))
                    .isInstanceOf(LogCorruptException.class);
        }
    }
}
