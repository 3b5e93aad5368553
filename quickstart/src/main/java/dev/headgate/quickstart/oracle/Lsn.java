package dev.headgate.quickstart.oracle;

import java.util.Locale;

/** Log positions as text, such as {@code 16/B374D848}, and as unsigned 64-bit numbers. */
public final class Lsn {

    private Lsn() {}

    /**
     * The unsigned number of a text form.
     *
     * @throws NumberFormatException when the text is not two hexadecimal halves
     */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new NumberFormatException("no slash in log position " + text);
        }
        long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
        return high << 32 | Long.parseUnsignedLong(text.substring(slash + 1), 16);
    }

    /** The text form with upper-case digits and without leading zeros. */
    public static String format(long lsn) {
        return String.format(Locale.ROOT, "%X/%X", lsn >>> 32, lsn & 0xFFFF_FFFFL);
    }
}
