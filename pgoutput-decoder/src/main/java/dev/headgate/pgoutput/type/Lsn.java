package dev.headgate.pgoutput.type;

import java.util.Locale;

/**
 * A position in the write-ahead log: an unsigned 64-bit number of bytes.
 *
 * <p>Spec: PostgreSQL documentation, "pg_lsn Type". Compare positions only through this class: the sign bit is a value bit.
 *
 * @param value the 64 bits, unsigned
 */
public record Lsn(long value) implements Comparable<Lsn> {
    /** The position 0/0, which PostgreSQL never uses for a record and sends where it has no position to tell. */
    public static final Lsn INVALID = new Lsn(0);

    private static final int HEX_DIGITS_MAX = 8;

    /**
     * Reads PostgreSQL's text form, two hexadecimal halves of at most eight digits: {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw notAnLsn(text);
        }
        return new Lsn(parseHalf(text, 0, slash) << 32 | parseHalf(text, slash + 1, text.length()));
    }

    private static long parseHalf(String text, int from, int to) {
        if (to - from < 1 || to - from > HEX_DIGITS_MAX) {
            throw notAnLsn(text);
        }
        long half = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw notAnLsn(text);
            }
            half = half << 4 | digit;
        }
        return half;
    }

    private static IllegalArgumentException notAnLsn(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a log position; expected two hexadecimal halves such as 16/B374D848");
    }

    /** Orders two positions given as raw 64-bit values. */
    public static int compare(long left, long right) {
        return Long.compareUnsigned(left, right);
    }

    /** PostgreSQL's text form of a raw 64-bit value. */
    public static String toString(long value) {
        return Long.toHexString(value >>> 32).toUpperCase(Locale.ROOT)
                + "/"
                + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
    }

    /** The later of two positions. */
    public static Lsn max(Lsn left, Lsn right) {
        return left.isBefore(right) ? right : left;
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Lsn other) {
        return compare(value, other.value);
    }

    /** PostgreSQL's text form, as {@code pg_lsn} prints it. */
    @Override
    public String toString() {
        return toString(value);
    }
}
