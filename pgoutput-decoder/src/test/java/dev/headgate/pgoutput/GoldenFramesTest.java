package dev.headgate.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.headgate.pgoutput.capture.MessageRecorder;
import dev.headgate.pgoutput.error.PgOutputException;
import dev.headgate.pgoutput.message.PgOutputMessage;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFramesTest {
    private static final int MUTATIONS_PER_SESSION = 3000;

    static List<GoldenSession> sessions() {
        return GoldenSession.all();
    }

    @Test
    void the_captured_sessions_contain_every_message_of_the_protocol() {
        Set<Character> tags = new TreeSet<>();
        for (GoldenSession session : sessions()) {
            for (byte[] message : session.messages()) {
                tags.add((char) message[0]);
            }
        }
        assertThat(tags.stream().map(String::valueOf).collect(Collectors.joining()))
                .isEqualTo("ABCDEIKMOPRSTUYbcpr");
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void every_message_of_a_real_session_becomes_one_callback(GoldenSession session) {
        MessageRecorder recorder = new MessageRecorder();
        PgOutputDecoder decoder = new PgOutputDecoder(session.options());
        for (byte[] message : session.messages()) {
            decoder.decode(Unpooled.wrappedBuffer(message), recorder);
        }
        assertThat(recorder.messages()).hasSameSizeAs(session.messages());
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void a_message_cut_at_any_byte_is_a_typed_error_that_changes_nothing(GoldenSession session) {
        MessageRecorder recorder = new MessageRecorder();
        PgOutputDecoder decoder = new PgOutputDecoder(session.options());
        for (byte[] message : session.messages()) {
            recorder.clear();
            for (int length = 0; length < message.length; length++) {
                byte[] cut = Arrays.copyOf(message, length);
                assertThatThrownBy(() -> decoder.decode(Unpooled.wrappedBuffer(cut), recorder))
                        .as("%s, message %s cut to %d bytes", session, (char) message[0], length)
                        .isInstanceOfSatisfying(PgOutputException.class, e -> {
                            assertThat(e.tag()).isEqualTo(cut.length == 0 ? PgOutputException.NO_TAG : message[0]);
                            assertThat(e.offset()).isBetween(0, cut.length);
                            assertThat(e.field()).isNotBlank();
                        });
            }
            assertThat(recorder.messages()).isEmpty();
            decoder.decode(Unpooled.wrappedBuffer(message), recorder);
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void a_message_with_a_byte_too_many_is_a_typed_error(GoldenSession session) {
        MessageRecorder recorder = new MessageRecorder();
        PgOutputDecoder decoder = new PgOutputDecoder(session.options());
        for (byte[] message : session.messages()) {
            byte[] longer = Arrays.copyOf(message, message.length + 1);
            assertThatThrownBy(() -> decoder.decode(Unpooled.wrappedBuffer(longer), recorder))
                    .isInstanceOf(PgOutputException.class)
                    .hasMessageContaining("1 bytes follow the last field");
            decoder.decode(Unpooled.wrappedBuffer(message), recorder);
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void a_mutated_message_is_another_message_or_a_typed_error(GoldenSession session) {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < MUTATIONS_PER_SESSION; i++) {
            PgOutputDecoder decoder = new PgOutputDecoder(session.options());
            MessageRecorder recorder = new MessageRecorder();
            int target = random.nextInt(session.messages().size());
            for (int before = Math.max(0, target - 20); before < target; before++) {
                decodeOrRefuse(decoder, recorder, session.messages().get(before), seed);
            }
            byte[] mutated = mutate(session.messages().get(target), random);
            List<PgOutputMessage> earlier = recorder.messages();
            if (decodeOrRefuse(decoder, recorder, mutated, seed)) {
                assertThat(recorder.messages()).as("seed %d", seed).hasSize(earlier.size() + 1);
            } else {
                assertThat(recorder.messages()).as("seed %d", seed).isEqualTo(earlier);
            }
        }
    }

    private static boolean decodeOrRefuse(
            PgOutputDecoder decoder, MessageRecorder recorder, byte[] message, long seed) {
        try {
            decoder.decode(Unpooled.wrappedBuffer(message), recorder);
            return true;
        } catch (PgOutputException expected) {
            assertThat(expected.offset()).as("seed %d", seed).isBetween(0, message.length);
            return false;
        } catch (RuntimeException e) {
            return fail("seed " + seed + ", message " + HexFormat.of().formatHex(message), e);
        }
    }

    /** Changes, removes, inserts or doubles bytes. */
    private static byte[] mutate(byte[] message, Random random) {
        byte[] bytes = message.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(Math.min(bytes.length, 80));
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = splice(bytes, at, at + 1, new byte[0]);
                default -> bytes = splice(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] replacement) {
        byte[] out = new byte[bytes.length - (to - from) + replacement.length];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(replacement, 0, out, from, replacement.length);
        System.arraycopy(bytes, to, out, from + replacement.length, bytes.length - to);
        return out;
    }
}
