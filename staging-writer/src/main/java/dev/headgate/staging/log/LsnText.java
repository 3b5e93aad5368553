package dev.headgate.staging.log;

import java.util.Locale;

/** The text form of an unsigned 64-bit log position: two upper-case hexadecimal halves, as in {@code 16/B374D848}. */
public final class LsnText {
    private static final int HALF_DIGITS_MAX = 8;

    private LsnText() {}

    /** The text of a position. */
    public static String format(long lsn) {
        return (Integer.toHexString((int) (lsn >>> 32)) + "/" + Integer.toHexString((int) lsn))
                .toUpperCase(Locale.ROOT);
    }

    /**
     * The position of a text.
     *
     * @throws NumberFormatException when the text is not of this form
     */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new NumberFormatException("no slash");
        }
        return half(text.substring(0, slash)) << 32 | half(text.substring(slash + 1));
    }

    private static long half(String digits) {
        if (digits.isEmpty() || digits.length() > HALF_DIGITS_MAX || !isHex(digits)) {
            throw new NumberFormatException("not 1 to 8 hexadecimal digits");
        }
        return Long.parseLong(digits, 16);
    }

    private static boolean isHex(String digits) {
        return digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
    }
}
