package dev.headgate.pgoutput.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.value.ValueVectors.Vector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ValueVectorTest {
    private static final int PADDING = 3;
    private static final int MUTATIONS_PER_VALUE = 40;

    @Test
    void binary_values_are_printed_exactly_as_the_server_prints_them() {
        List<String> wrong = new ArrayList<>();
        Utf8Buffer out = new Utf8Buffer();
        for (Vector vector : ValueVectors.all()) {
            out.clear();
            ByteBuf buffer = padded(vector.binary());
            ValueText.append(vector.typeOid(), -1, buffer, PADDING, vector.binary().length, out);
            if (!out.toString().equals(vector.text())) {
                wrong.add(vector.typeName() + ": expected " + vector.text() + " but was " + out);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_rendered_type_and_its_array_type_has_a_vector() {
        Set<Integer> rendered = new TreeSet<>();
        for (int oid = 0; oid < 10_000; oid++) {
            if (ValueText.rendersBinary(oid)) {
                rendered.add(oid);
            }
        }
        for (Vector vector : ValueVectors.all()) {
            rendered.remove(vector.typeOid());
        }
        assertThat(rendered).isEmpty();
    }

    @Test
    void text_and_binary_readers_give_the_same_values() {
        Set<Integer> compared = new TreeSet<>();
        for (Vector vector : ValueVectors.all()) {
            byte[] textBytes = vector.text().getBytes(StandardCharsets.UTF_8);
            ByteBuf text = padded(textBytes);
            ByteBuf binary = padded(vector.binary());
            Object fromText = typed(false, vector.typeOid(), text, textBytes.length);
            Object fromBinary = typed(true, vector.typeOid(), binary, vector.binary().length);
            assertThat(fromText).as(vector.toString()).isEqualTo(fromBinary);
            if (!"none".equals(fromText)) {
                compared.add(vector.typeOid());
            }
        }
        assertThat(compared).hasSize(16);
    }

    private static Object typed(boolean binary, int typeOid, ByteBuf buffer, int length) {
        int at = PADDING;
        return switch (typeOid) {
            case TypeOid.BOOL -> binary ? BinaryValues.bool(buffer, at, length) : TextValues.bool(buffer, at, length);
            case TypeOid.INT2 -> binary ? BinaryValues.int2(buffer, at, length) : TextValues.int2(buffer, at, length);
            case TypeOid.INT4 -> binary ? BinaryValues.int4(buffer, at, length) : TextValues.int4(buffer, at, length);
            case TypeOid.INT8 -> binary ? BinaryValues.int8(buffer, at, length) : TextValues.int8(buffer, at, length);
            case TypeOid.OID, TypeOid.XID ->
                binary ? BinaryValues.oid(buffer, at, length) : TextValues.oid(buffer, at, length);
            case TypeOid.FLOAT4 ->
                binary ? BinaryValues.float4(buffer, at, length) : TextValues.float4(buffer, at, length);
            case TypeOid.FLOAT8 ->
                binary ? BinaryValues.float8(buffer, at, length) : TextValues.float8(buffer, at, length);
            case TypeOid.DATE -> binary ? BinaryValues.date(buffer, at, length) : TextValues.date(buffer, at, length);
            case TypeOid.TIME -> binary ? BinaryValues.time(buffer, at, length) : TextValues.time(buffer, at, length);
            case TypeOid.TIMESTAMP ->
                binary ? BinaryValues.timestamp(buffer, at, length) : TextValues.timestamp(buffer, at, length);
            case TypeOid.TIMESTAMPTZ ->
                binary ? BinaryValues.timestamptz(buffer, at, length) : TextValues.timestamptz(buffer, at, length);
            case TypeOid.MONEY ->
                binary ? BinaryValues.money(buffer, at, length) : TextValues.money(buffer, at, length);
            case TypeOid.NUMERIC -> numerics(binary, buffer, length);
            case TypeOid.UUID -> {
                byte[] out = new byte[16];
                if (binary) {
                    BinaryValues.uuid(buffer, at, length, out);
                } else {
                    TextValues.uuid(buffer, at, length, out);
                }
                yield Arrays.toString(out);
            }
            case TypeOid.BYTEA -> {
                byte[] out = new byte[binary ? length : TextValues.byteaLength(buffer, at, length)];
                if (binary) {
                    buffer.getBytes(at, out);
                } else {
                    TextValues.bytea(buffer, at, length, out, 0);
                }
                yield Arrays.toString(out);
            }
            default -> "none";
        };
    }

    private static List<Object> numerics(boolean binary, ByteBuf buffer, int length) {
        List<Object> values = new ArrayList<>();
        for (int scale : new int[] {0, 1, 2, 4, 5, 9, 18, 25, 38}) {
            values.add(
                    binary
                            ? BinaryValues.numeric64(buffer, PADDING, length, scale)
                            : TextValues.numeric64(buffer, PADDING, length, scale));
            byte[] out = new byte[16];
            boolean exact = binary
                    ? BinaryValues.numeric128(buffer, PADDING, length, scale, out)
                    : TextValues.numeric128(buffer, PADDING, length, scale, out);
            values.add(exact ? new BigInteger(out) : "not representable");
        }
        return values;
    }

    @Test
    void numerics_agree_with_big_decimal_at_every_scale() {
        for (Vector vector : ValueVectors.all()) {
            if (vector.typeOid() != TypeOid.NUMERIC
                    || !Character.isDigit(vector.text().charAt(vector.text().length() - 1))) {
                continue;
            }
            BigDecimal value = new BigDecimal(vector.text());
            ByteBuf buffer = padded(vector.binary());
            for (int scale = 0; scale <= 38; scale++) {
                byte[] out = new byte[16];
                boolean exact = BinaryValues.numeric128(buffer, PADDING, vector.binary().length, scale, out);
                long small = BinaryValues.numeric64(buffer, PADDING, vector.binary().length, scale);
                BigInteger unscaled = unscaled(value, scale);
                boolean fits = unscaled.abs().compareTo(BigInteger.TEN.pow(38)) < 0;
                boolean fitsSmall = unscaled.abs().compareTo(BigInteger.TEN.pow(18)) < 0;
                assertThat(exact).as("%s at scale %d", value, scale).isEqualTo(fits);
                if (fits) {
                    assertThat(new BigInteger(out)).isEqualTo(unscaled);
                }
                assertThat(small)
                        .as("%s at scale %d", value, scale)
                        .isEqualTo(fitsSmall ? unscaled.longValueExact() : BinaryValues.NOT_REPRESENTABLE);
            }
        }
    }

    private static BigInteger unscaled(BigDecimal value, int scale) {
        try {
            return value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
        } catch (ArithmeticException digitsLost) {
            return BigInteger.TEN.pow(60); // fits nowhere
        }
    }

    @Test
    void a_binary_value_cut_at_any_byte_is_a_typed_error_or_another_value() {
        Utf8Buffer out = new Utf8Buffer();
        for (Vector vector : ValueVectors.all()) {
            for (int length = 0; length < vector.binary().length; length++) {
                // Sized exactly: a read past the value is an index error.
                read(
                        vector.typeOid(),
                        Unpooled.wrappedBuffer(vector.binary(), 0, length),
                        length,
                        out,
                        vector.toString());
            }
        }
    }

    @Test
    void a_mutated_binary_value_is_a_typed_error_or_another_value() {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        Random random = new Random(seed);
        Utf8Buffer out = new Utf8Buffer();
        for (Vector vector : ValueVectors.all()) {
            for (int i = 0; i < MUTATIONS_PER_VALUE && vector.binary().length > 0; i++) {
                byte[] bytes = vector.binary().clone();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                read(
                        vector.typeOid(),
                        Unpooled.wrappedBuffer(bytes),
                        bytes.length,
                        out,
                        "seed " + seed + ", " + vector);
            }
        }
    }

    private static void read(int typeOid, ByteBuf buffer, int length, Utf8Buffer out, String description) {
        out.clear();
        try {
            ValueText.append(typeOid, -1, buffer, 0, length, out);
        } catch (MalformedValueException expected) {
            assertThat(expected.field()).as(description).startsWith("value of type ");
            assertThat(expected.offset()).as(description).isBetween(0, length);
        } catch (RuntimeException e) {
            fail(description, e);
        }
    }

    private static ByteBuf padded(byte[] bytes) {
        byte[] padded = new byte[bytes.length + 2 * PADDING];
        Arrays.fill(padded, (byte) 0x7F);
        System.arraycopy(bytes, 0, padded, PADDING, bytes.length);
        return Unpooled.wrappedBuffer(padded);
    }
}
