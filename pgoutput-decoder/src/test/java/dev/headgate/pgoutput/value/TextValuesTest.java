package dev.headgate.pgoutput.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.type.PgTimestamp;
import dev.headgate.pgoutput.value.ValueVectors.Vector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextValuesTest {
    private static final int MUTATIONS_PER_VALUE = 40;

    /** Reads the value and drops it. */
    private interface Reader {
        Object read(ByteBuf buffer, int index, int length);
    }

    private static final Map<Integer, Reader> READERS = Map.ofEntries(
            Map.entry(TypeOid.BOOL, TextValues::bool),
            Map.entry(TypeOid.INT2, TextValues::int2),
            Map.entry(TypeOid.INT4, TextValues::int4),
            Map.entry(TypeOid.INT8, TextValues::int8),
            Map.entry(TypeOid.OID, TextValues::oid),
            Map.entry(TypeOid.FLOAT4, TextValues::float4),
            Map.entry(TypeOid.FLOAT8, TextValues::float8),
            Map.entry(TypeOid.DATE, TextValues::date),
            Map.entry(TypeOid.TIME, TextValues::time),
            Map.entry(TypeOid.TIMESTAMP, TextValues::timestamp),
            Map.entry(TypeOid.TIMESTAMPTZ, TextValues::timestamptz),
            Map.entry(TypeOid.MONEY, TextValues::money),
            Map.entry(TypeOid.NUMERIC, (buffer, index, length) -> {
                TextValues.numeric128(buffer, index, length, 10, new byte[16]);
                return TextValues.numeric64(buffer, index, length, 10);
            }),
            Map.entry(TypeOid.UUID, (buffer, index, length) -> {
                byte[] out = new byte[16];
                TextValues.uuid(buffer, index, length, out);
                return out;
            }),
            Map.entry(TypeOid.BYTEA, TextValuesTest::bytea));

    private static byte[] bytea(ByteBuf buffer, int index, int length) {
        byte[] out = new byte[TextValues.byteaLength(buffer, index, length)];
        TextValues.bytea(buffer, index, length, out, 0);
        return out;
    }

    @Test
    void mutated_text_is_a_typed_error_or_another_value() {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        Random random = new Random(seed);
        String characters = "0123456789+-.:/, \\$eENaBCinfyTx'\"";
        for (Vector vector : ValueVectors.all()) {
            Reader reader = READERS.get(vector.typeOid());
            for (int i = 0; reader != null && i < MUTATIONS_PER_VALUE; i++) {
                StringBuilder text = new StringBuilder(vector.text());
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    String other = String.valueOf(characters.charAt(random.nextInt(characters.length())));
                    int at = random.nextInt(text.length() + 1);
                    text.replace(
                            at, Math.min(text.length(), at + random.nextInt(2)), random.nextBoolean() ? other : "");
                }
                readOrRefuse(reader, text.toString(), "seed " + seed + ": " + vector.typeName() + " " + text);
            }
        }
    }

    @Test
    void text_cut_at_any_byte_is_a_typed_error_or_another_value() {
        for (Vector vector : ValueVectors.all()) {
            Reader reader = READERS.get(vector.typeOid());
            for (int length = 0; reader != null && length < vector.text().length(); length++) {
                readOrRefuse(reader, vector.text().substring(0, length), vector + " cut to " + length);
            }
        }
    }

    private static void readOrRefuse(Reader reader, String text, String description) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            reader.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        } catch (MalformedValueException expected) {
            assertThat(expected.offset()).as(description).isBetween(0, bytes.length);
        } catch (RuntimeException e) {
            fail(description, e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "21, 32768",
        "21, -32769",
        "23, 2147483648",
        "20, 9223372036854775808",
        "20, -9223372036854775809",
        "20, 99999999999999999999",
        "26, 4294967296",
        "26, -1",
        "23, 1x",
        "23, -",
        "23, +1",
        "16, true",
        "1082, 2026-13-01",
        "1082, 0000-01-01",
        "1082, 5874898-01-01",
        "1082, 2026-1-01",
        "1082, 2026-01-01x",
        "1114, 294277-01-01 00:00:00",
        "1114, 2026-01-01",
        "1114, 2026-01-01 00:00:00+00",
        "1184, 2026-01-01 00:00:00",
        "1114, 2026-01-01 00:00:00.1234567",
        "1114, 4715-01-01 00:00:00 BC",
        "1083, 25:00:00",
        "1083, 1:00:00",
        "700, 0x1p3",
        "701, 1d",
        "701, ' 1'",
        "701, one",
        "790, 1.00",
        "790, $1",
        "790, $92233720368547758.08",
        "1700, 1e5",
        "1700, 1.2.3",
        "1700, -",
        "1700, Inf",
        "2950, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g",
        "17, \\x0",
        "17, \\x0g",
        "17, \\12",
        "17, \\"
    })
    void text_that_no_server_prints_is_malformed(int typeOid, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Objects.requireNonNull(READERS.get(typeOid))
                        .read(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageNotContaining(text.length() > 3 ? text : "a value");
    }

    @Test
    void bytea_is_read_from_the_escape_form_too() {
        byte[] text = "a\\\\b\\000\\377 z".getBytes(StandardCharsets.US_ASCII);
        assertThat(bytea(Unpooled.wrappedBuffer(text), 0, text.length))
                .containsExactly('a', '\\', 'b', 0, 0xFF, ' ', 'z');
    }

    @Test
    void an_offset_in_a_timestamptz_counts() {
        assertThat(timestamptz("2000-01-01 00:00:00+00")).isZero();
        assertThat(timestamptz("2000-01-01 05:30:00+05:30")).isZero();
        assertThat(timestamptz("1999-12-31 16:00:00-08")).isZero();
        assertThat(timestamptz("2000-01-01 00:00:01+00:00:01")).isZero();
        assertThat(timestamptz("infinity")).isEqualTo(PgTimestamp.INFINITY);
    }

    private static long timestamptz(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return TextValues.timestamptz(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    @Test
    void a_type_that_is_not_built_in_is_not_rendered() {
        assertThat(ValueText.rendersBinary(16_390)).isFalse();
        assertThat(ValueText.rendersBinary(2205)).as("regclass").isFalse();
        assertThatThrownBy(() -> ValueText.append(16_390, -1, Unpooled.EMPTY_BUFFER, 0, 0, new Utf8Buffer()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16390");
    }
}
