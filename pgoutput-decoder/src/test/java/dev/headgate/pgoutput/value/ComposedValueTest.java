package dev.headgate.pgoutput.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.value.ValueVectors.Vector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposedValueTest {
    private static final int MUTATIONS_PER_VALUE = 500;

    private final ArrayCursor array = new ArrayCursor();
    private final RangeCursor range = new RangeCursor();

    @Test
    void elements_of_an_array_are_the_same_from_text_and_from_binary() {
        int arrays = 0;
        for (Vector vector : ValueVectors.all()) {
            int element = TypeOid.elementOf(vector.typeOid());
            if (element == TypeOid.NONE) {
                continue;
            }
            byte[] text = vector.text().getBytes(StandardCharsets.UTF_8);
            array.readText(Unpooled.wrappedBuffer(text), 0, text.length, element == TypeOid.BOX ? ';' : ',');
            List<String> fromText = shape();
            for (int i = 0; i < array.elementCount(); i++) {
                fromText.add(array.isNull(i) ? "null" : "'" + utf8(array.buffer(), array.index(i), array.length(i)));
            }
            array.readBinary(Unpooled.wrappedBuffer(vector.binary()), 0, vector.binary().length);
            List<String> fromBinary = shape();
            for (int i = 0; i < array.elementCount(); i++) {
                fromBinary.add(
                        array.isNull(i)
                                ? "null"
                                : "'" + print(element, array.buffer(), array.index(i), array.length(i)));
            }
            assertThat(fromText).as(vector.toString()).isEqualTo(fromBinary);
            arrays++;
        }
        assertThat(arrays).isGreaterThan(100);
    }

    private List<String> shape() {
        List<String> shape = new ArrayList<>();
        for (int i = 0; i < array.dimensionCount(); i++) {
            shape.add(array.lowerBound(i) + " and " + array.size(i));
        }
        return shape;
    }

    @Test
    void bounds_of_a_range_are_the_same_from_text_and_from_binary() {
        int ranges = 0;
        for (Vector vector : ValueVectors.all()) {
            int bound = TypeOid.boundOf(vector.typeOid());
            if (bound == TypeOid.NONE) {
                continue;
            }
            byte[] text = vector.text().getBytes(StandardCharsets.UTF_8);
            range.readText(Unpooled.wrappedBuffer(text), 0, text.length);
            List<String> fromText = flags();
            if (range.hasLower()) {
                fromText.add(utf8(range.buffer(), range.lowerIndex(), range.lowerLength()));
            }
            if (range.hasUpper()) {
                fromText.add(utf8(range.buffer(), range.upperIndex(), range.upperLength()));
            }
            range.readBinary(Unpooled.wrappedBuffer(vector.binary()), 0, vector.binary().length);
            List<String> fromBinary = flags();
            if (range.hasLower()) {
                fromBinary.add(print(bound, range.buffer(), range.lowerIndex(), range.lowerLength()));
            }
            if (range.hasUpper()) {
                fromBinary.add(print(bound, range.buffer(), range.upperIndex(), range.upperLength()));
            }
            assertThat(fromText).as(vector.toString()).isEqualTo(fromBinary);
            ranges++;
        }
        assertThat(ranges).isGreaterThan(20);
    }

    private List<String> flags() {
        List<String> flags = new ArrayList<>();
        flags.add("empty " + range.isEmpty() + ", lower " + range.hasLower() + ", upper " + range.hasUpper());
        if (range.hasLower()) {
            flags.add("lower inclusive " + range.isLowerInclusive());
        }
        if (range.hasUpper()) {
            flags.add("upper inclusive " + range.isUpperInclusive());
        }
        return flags;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{1",
                "{1,",
                "{1,}",
                "{,1}",
                "{1}x",
                "1",
                "{\"a}",
                "{\"a\\",
                "{1,{2}}",
                "{{1},2}",
                "{{1},{2,3}}",
                "[1:2]{1}}",
                "[1:x]={1}",
                "[1:2={1}",
                "{{{{{{{1}}}}}}}",
                "{\"a\"b}"
            })
    void text_that_is_not_an_array_is_malformed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> array.readText(Unpooled.wrappedBuffer(bytes), 0, bytes.length, ','))
                .isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[1", "[1,", "[1,2", "1,2", "[1,2)x", "[\"1,2)", "[1)", "empt"})
    void text_that_is_not_a_range_is_malformed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> range.readText(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                .isInstanceOf(MalformedValueException.class);
    }

    @Test
    void mutated_arrays_and_ranges_are_typed_errors_or_other_values() {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        Random random = new Random(seed);
        for (Vector vector : ValueVectors.all()) {
            boolean isArray = TypeOid.elementOf(vector.typeOid()) != TypeOid.NONE;
            boolean isRange = TypeOid.boundOf(vector.typeOid()) != TypeOid.NONE;
            for (int i = 0; (isArray || isRange) && i < MUTATIONS_PER_VALUE; i++) {
                boolean binary = random.nextBoolean();
                byte[] bytes = binary ? vector.binary().clone() : vector.text().getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] = (byte)
                        (random.nextBoolean() ? random.nextInt(256) : "{}[](),\"\\=:1".charAt(random.nextInt(12)));
                read(isArray, binary, bytes, "seed " + seed + ", " + vector);
            }
        }
    }

    private void read(boolean isArray, boolean binary, byte[] bytes, String description) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        try {
            if (isArray && binary) {
                array.readBinary(buffer, 0, bytes.length);
            } else if (isArray) {
                array.readText(buffer, 0, bytes.length, ',');
            } else if (binary) {
                range.readBinary(buffer, 0, bytes.length);
            } else {
                range.readText(buffer, 0, bytes.length);
            }
        } catch (MalformedValueException expected) {
            assertThat(expected.offset()).as(description).isBetween(0, bytes.length);
        } catch (RuntimeException e) {
            fail(description, e);
        }
    }

    private static String utf8(ByteBuf buffer, int index, int length) {
        return buffer.toString(index, length, StandardCharsets.UTF_8);
    }

    private static String print(int typeOid, ByteBuf buffer, int index, int length) {
        Utf8Buffer out = new Utf8Buffer();
        ValueText.append(typeOid, -1, buffer, index, length, out);
        return out.toString();
    }
}
