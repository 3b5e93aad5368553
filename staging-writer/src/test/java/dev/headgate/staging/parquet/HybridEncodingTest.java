package dev.headgate.staging.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.api.Test;

class HybridEncodingTest {
    @Test
    void any_sequence_of_values_is_decoded_as_it_was_encoded() throws IOException {
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            int bitWidth = random.nextInt(17);
            char[] values = new char[random.nextInt(300)];
            fillWithRuns(values, bitWidth, random);
            GrowableBytes out = new GrowableBytes(16);
            HybridEncoding.encode(values, values.length, bitWidth, out);
            assertThat(decode(out, bitWidth, values.length)).as("seed " + seed).isEqualTo(values);
        }
    }

    @Test
    void any_bitmap_is_decoded_as_it_was_encoded() throws IOException {
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            char[] values = new char[1 + random.nextInt(600)];
            fillWithRuns(values, 1, random);
            BitBuffer bits = new BitBuffer();
            for (char value : values) {
                if (value == 1) {
                    bits.appendOnes(1);
                } else {
                    bits.appendZeros(1);
                }
            }
            GrowableBytes out = new GrowableBytes(16);
            HybridEncoding.encodeBits(bits.array(), bits.count(), out);
            assertThat(decode(out, 1, values.length)).as("seed " + seed).isEqualTo(values);
        }
    }

    @Test
    void run_of_one_value_takes_a_header_and_the_value() {
        GrowableBytes out = new GrowableBytes(16);
        HybridEncoding.encode(new char[20_000], 20_000, 1, out);
        // varint(20000 << 1), then the value
        assertThat(java.util.Arrays.copyOf(out.array(), out.size())).containsExactly(0xC0, 0xB8, 0x02, 0x00);
    }

    private static void fillWithRuns(char[] values, int bitWidth, Random random) {
        int at = 0;
        while (at < values.length) {
            char value = (char) random.nextInt(1 << bitWidth);
            int run = random.nextBoolean() ? 1 : 1 + random.nextInt(70);
            for (; run > 0 && at < values.length; run--) {
                values[at++] = value;
            }
        }
    }

    private static char[] decode(GrowableBytes encoded, int bitWidth, int count) throws IOException {
        RunLengthBitPackingHybridDecoder decoder = new RunLengthBitPackingHybridDecoder(
                bitWidth, new ByteArrayInputStream(encoded.array(), 0, encoded.size()));
        char[] values = new char[count];
        for (int i = 0; i < count; i++) {
            values[i] = (char) decoder.readInt();
        }
        return values;
    }
}
