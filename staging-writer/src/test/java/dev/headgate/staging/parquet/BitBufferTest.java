package dev.headgate.staging.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitBufferTest {
    @Test
    void ranges_of_bitmaps_are_appended_at_any_alignment() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            BitBuffer buffer = new BitBuffer();
            BitSet expected = new BitSet();
            for (int step = 0; step < 10; step++) {
                int at = buffer.count();
                int number = random.nextInt(50);
                switch (random.nextInt(3)) {
                    case 0 -> buffer.appendZeros(number);
                    case 1 -> {
                        buffer.appendOnes(number);
                        expected.set(at, at + number);
                    }
                    default -> {
                        byte[] source = new byte[20];
                        random.nextBytes(source);
                        int from = random.nextInt(60);
                        buffer.append(source, from, number);
                        BitSet bits = BitSet.valueOf(source);
                        for (int i = 0; i < number; i++) {
                            expected.set(at + i, bits.get(from + i));
                        }
                        assertThat(BitBuffer.countOnes(source, from, number))
                                .isEqualTo(bits.get(from, from + number).cardinality());
                    }
                }
            }
            assertThat(BitSet.valueOf(buffer.array())).as("seed " + seed).isEqualTo(expected);
        }
    }

    @Test
    void cleared_buffer_has_no_bits_left() {
        BitBuffer buffer = new BitBuffer();
        buffer.appendOnes(77);
        buffer.clear();
        assertThat(buffer.array()).containsOnly(0);
    }
}
