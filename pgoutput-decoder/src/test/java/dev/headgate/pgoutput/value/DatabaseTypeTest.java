package dev.headgate.pgoutput.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of types that a database or an extension defines: both forms show the same parts, and binary prints as text. */
class DatabaseTypeTest {
    private static final int MUTATIONS = 20_000;
    private static final int INT4 = TypeOid.INT4;
    private static final int TEXT = TypeOid.TEXT;

    private static final TextRenderer ROW = ComposedText.composite(List.of(
            new ComposedText.Field(INT4, ValueText.of(INT4)), new ComposedText.Field(TEXT, ValueText.of(TEXT))));

    private final RecordCursor row = new RecordCursor();
    private final HstoreCursor hstore = new HstoreCursor();
    private final MultirangeCursor multirange = new MultirangeCursor();
    private final VectorCursor vector = new VectorCursor();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7 | abc | (7,abc)",
                "null | null | (,)",
                "-1 | `` | (-1,\"\")",
                "1 | a\"b\\c | (1,\"a\"\"b\\\\c\")",
                "1 | a,b | (1,\"a,b\")",
                "1 | (a) | (1,\"(a)\")",
                "1 | a b | (1,\"a b\")",
                "1 | [a]{b} | (1,[a]{b})",
                "1 | NULL | (1,NULL)"
            })
    void fields_of_a_composite_value_are_the_same_from_text_and_from_binary(String number, String words, String text) {
        ByteBuf binary = Unpooled.buffer().writeInt(2).writeInt(INT4);
        if (number.equals("null")) {
            binary.writeInt(-1).writeInt(TEXT).writeInt(-1);
        } else {
            binary.writeInt(4).writeInt(Integer.parseInt(number)).writeInt(TEXT);
            byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
            binary.writeInt(utf8.length).writeBytes(utf8);
        }
        row.readBinary(binary, 0, binary.readableBytes());
        assertThat(row.typeOid(1)).isEqualTo(TEXT);
        List<String> fromBinary = fields(true);
        read(text, row::readText);
        assertThat(fields(false)).isEqualTo(fromBinary).hasSize(2);
        assertThat(row.typeOid(1)).isEqualTo(RecordCursor.TYPE_UNKNOWN);
        assertThat(print(ROW, binary)).isEqualTo(text);
    }

    private List<String> fields(boolean binary) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.fieldCount(); i++) {
            String utf8 = row.isNull(i) ? "null" : "'" + utf8(row.buffer(), row.index(i), row.length(i));
            fields.add(binary && i == 0 && !row.isNull(i) ? "'" + row.buffer().getInt(row.index(i)) : utf8);
        }
        return fields;
    }

    @Test
    void a_composite_value_with_other_fields_than_the_catalog_names_prints_by_its_own_types() {
        ByteBuf binary = Unpooled.buffer()
                .writeInt(3)
                .writeInt(TypeOid.BOOL)
                .writeInt(1)
                .writeByte(1)
                .writeInt(TEXT)
                .writeInt(0)
                .writeInt(TypeOid.INT2)
                .writeInt(-1);
        assertThat(print(ROW, binary)).isEqualTo("(t,\"\",)");
        assertThatThrownBy(() -> print(
                        ROW, Unpooled.buffer().writeInt(1).writeInt(16_400).writeInt(0)))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("unknown type");
    }

    @Test
    void pairs_of_an_hstore_are_the_same_from_text_and_from_binary() {
        ByteBuf binary = Unpooled.buffer().writeInt(3);
        text(binary, "a\"b");
        text(binary, "\\ =>,");
        text(binary, "");
        binary.writeInt(-1);
        text(binary, "NULL");
        text(binary, "");
        String text = "\"a\\\"b\"=>\"\\\\ =>,\", \"\"=>NULL, \"NULL\"=>\"\"";
        hstore.readBinary(binary, 0, binary.readableBytes());
        assertThat(pairs()).containsExactly("a\"b: '\\ =>,", ": null", "NULL: '");
        List<String> fromBinary = pairs();
        read(text, hstore::readText);
        assertThat(pairs()).isEqualTo(fromBinary);
        assertThat(print(ComposedText.hstore(), binary)).isEqualTo(text);
        read("", hstore::readText);
        assertThat(pairs()).isEmpty();
    }

    private List<String> pairs() {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < hstore.pairCount(); i++) {
            pairs.add(utf8(hstore.buffer(), hstore.keyIndex(i), hstore.keyLength(i)) + ": "
                    + (hstore.isNull(i)
                            ? "null"
                            : "'" + utf8(hstore.buffer(), hstore.valueIndex(i), hstore.valueLength(i))));
        }
        return pairs;
    }

    @Test
    void ranges_of_a_multirange_are_found_in_quotes_too() {
        String text = "{(,\"a]\"\",\\\\\"),[b,\"c)\"],[\"\\\"\",)}";
        read(text, multirange::readText);
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < multirange.rangeCount(); i++) {
            ranges.add(text.substring(multirange.index(i), multirange.index(i) + multirange.length(i)));
        }
        assertThat(ranges).containsExactly("(,\"a]\"\",\\\\\")", "[b,\"c)\"]", "[\"\\\"\",)");
        read("{}", multirange::readText);
        assertThat(multirange.rangeCount()).isZero();
    }

    @Test
    void ranges_of_a_binary_multirange_lie_where_their_lengths_say() {
        ByteBuf binary = Unpooled.buffer()
                .writeInt(2)
                .writeInt(1)
                .writeByte(8 | 16)
                .writeInt(9)
                .writeByte(2 | 16)
                .writeInt(4)
                .writeInt(5);
        multirange.readBinary(binary, 0, binary.readableBytes());
        assertThat(multirange.rangeCount()).isEqualTo(2);
        assertThat(multirange.index(1)).isEqualTo(13);
        assertThat(multirange.length(1)).isEqualTo(9);
        assertThat(print(ComposedText.multirange(ValueText.of(INT4)), binary)).isEqualTo("{(,),[5,)}");
    }

    @Test
    void elements_of_a_vector_are_the_same_from_text_and_from_binary() {
        ByteBuf binary = Unpooled.buffer()
                .writeShort(3)
                .writeShort(0)
                .writeFloat(1)
                .writeFloat(-2.5f)
                .writeFloat(1e-7f);
        vector.readBinary(binary, 0, binary.readableBytes());
        assertThat(vector.elements()).startsWith(1, -2.5f, 1e-7f);
        assertThat(print(ComposedText.vector(), binary)).isEqualTo("[1,-2.5,1e-07]");
        read("[1,-2.5,1e-07]", vector::readText);
        assertThat(vector.dimensions()).isEqualTo(3);
        assertThat(vector.elements()).startsWith(1, -2.5f, 1e-7f);
    }

    @Test
    void a_geometry_is_its_bytes_and_prints_as_PostGIS_does() {
        byte[] point = ByteBufUtil.decodeHexDump("0101000020e6100000000000000000f03f0000000000000040");
        String text = "0101000020E6100000000000000000F03F0000000000000040";
        assertThat(print(ComposedText.geometry(), Unpooled.wrappedBuffer(point)))
                .isEqualTo(text);
        byte[] decoded = new byte[TextValues.geometryLength(text.length())];
        TextValues.geometry(bytes(text), 0, text.length(), decoded, 0);
        assertThat(decoded).isEqualTo(point);
        assertThatThrownBy(() -> TextValues.geometryLength(3)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void versioned_text_prints_without_its_version() {
        ByteBuf binary = Unpooled.buffer().writeByte(1).writeBytes("Top.Sub".getBytes(StandardCharsets.UTF_8));
        assertThat(print(ComposedText.versioned("ltree"), binary)).isEqualTo("Top.Sub");
        binary.setByte(0, 2);
        assertThatThrownBy(() -> print(ComposedText.versioned("ltree"), binary))
                .isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", "(1", "(1,", "1,2)", "(1,2)x", "(\"a)", "(\"a\\", "(\"a\"b)"})
    void text_that_is_not_a_composite_value_is_malformed(String text) {
        assertThatThrownBy(() -> read(text, row::readText)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=>1", "\"a\"", "\"a\"=>", "\"a\"=>1", "\"a\"=>\"1\",", "\"a\"=>\"1\", ", "\"a\"=>NUL", "\"a"})
    void text_that_is_not_an_hstore_is_malformed(String text) {
        assertThatThrownBy(() -> read(text, hstore::readText)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{[1,2)", "{[1,2}", "{[\"1,2)}", "{[1,2)}x", "{[1,2),}", "[1,2)", "{[\"\\", "{empty}"})
    void text_that_is_not_a_multirange_is_malformed(String text) {
        assertThatThrownBy(() -> read(text, multirange::readText)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[1", "[1,", "[1,]", "1]", "[1]x", "[a]", "[]"})
    void text_that_is_not_a_vector_is_malformed(String text) {
        assertThatThrownBy(() -> read(text, vector::readText)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void mutated_values_are_typed_errors_or_other_values() {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> texts = List.of("(1,\"a b\",,x)", "\"a\"=>\"1\", \"b\"=>NULL", "{[1,2),(\"3\",)}", "[1,2.5,-3e7]");
        List<byte[]> binaries = List.of(
                ByteBufUtil.decodeHexDump("000000020000001700000004000000070000001900000000"),
                ByteBufUtil.decodeHexDump("00000002000000016100000001310000000162ffffffff"),
                ByteBufUtil.decodeHexDump("0000000200000001180000000912000000040000000a"),
                ByteBufUtil.decodeHexDump("000200003f8000003f800000"));
        for (int i = 0; i < MUTATIONS; i++) {
            int kind = random.nextInt(texts.size());
            boolean binary = random.nextBoolean();
            byte[] bytes = binary ? binaries.get(kind).clone() : texts.get(kind).getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[](),\"\\=>N1".charAt(random.nextInt(13)));
            readMutated(kind, binary, Unpooled.wrappedBuffer(bytes), "seed " + seed);
        }
    }

    private void readMutated(int kind, boolean binary, ByteBuf buffer, String description) {
        int length = buffer.readableBytes();
        try {
            switch (kind) {
                case 0 -> read(binary, buffer, row::readBinary, row::readText, ROW);
                case 1 -> read(binary, buffer, hstore::readBinary, hstore::readText, ComposedText.hstore());
                case 2 ->
                    read(
                            binary,
                            buffer,
                            multirange::readBinary,
                            multirange::readText,
                            ComposedText.multirange(ValueText.of(INT4)));
                default -> read(binary, buffer, vector::readBinary, vector::readText, ComposedText.vector());
            }
        } catch (MalformedValueException expected) {
            assertThat(expected.offset()).as(description).isBetween(0, length);
        } catch (RuntimeException e) {
            fail(description, e);
        }
    }

    private interface Reading {
        void read(ByteBuf buffer, int index, int length);
    }

    private static void read(boolean binary, ByteBuf buffer, Reading inBinary, Reading inText, TextRenderer renderer) {
        (binary ? inBinary : inText).read(buffer, 0, buffer.readableBytes());
        if (binary) {
            print(renderer, buffer);
        }
    }

    private static void read(String text, Reading reading) {
        ByteBuf bytes = bytes(text);
        reading.read(bytes, 0, bytes.readableBytes());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void text(ByteBuf binary, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        binary.writeInt(utf8.length).writeBytes(utf8);
    }

    private static String utf8(ByteBuf buffer, int index, int length) {
        return buffer.toString(index, length, StandardCharsets.UTF_8);
    }

    private static String print(TextRenderer renderer, ByteBuf binary) {
        Utf8Buffer out = new Utf8Buffer();
        renderer.append(binary, 0, binary.readableBytes(), out);
        return out.toString();
    }
}
