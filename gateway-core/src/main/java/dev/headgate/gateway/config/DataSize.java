package dev.headgate.gateway.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with its unit: {@code 128MiB}, {@code 1GB}, {@code 4096B}. Units with an {@code i} are powers
 * of 1024, those without are powers of 1000.
 *
 * @param bytes not negative
 */
public record DataSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]+)");
    private static final Map<String, Long> UNITS = Map.of(
            "b", 1L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L);

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("A size of " + bytes + " bytes is negative");
        }
    }

    public static DataSize mebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * The size that a text like {@code 128MiB} stands for.
     *
     * @throws IllegalArgumentException whose message says what is wrong with the text and shows a good one
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write a number and a unit, as in 128MiB");
        }
        Long unit = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw new IllegalArgumentException("'" + matcher.group(2) + "' in '" + text
                    + "' is not a unit of size; use B, KiB, MiB, GiB, TiB, KB, MB, GB or TB");
        }
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is larger than this machine can count", e);
        }
    }

    /** The shortest exact form, for example {@code 128MiB}. */
    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        long value = bytes;
        int unit = 0;
        while (unit < units.length - 1 && value != 0 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
