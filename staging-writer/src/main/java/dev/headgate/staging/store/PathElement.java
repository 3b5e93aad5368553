package dev.headgate.staging.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One part of a path made from a name that somebody else chose.
 *
 * <pre>
 * name                    part
 * orders_2024-q1          orders_2024-q1
 * a/b  ..  (empty)        a%2Fb  %2E%2E  %
 * more than 200 bytes     first 135 or a few less, "%~", SHA-256 of the name in 63 hex digits
 * </pre>
 *
 * <p>Letters, digits, {@code _} and {@code -} stand for themselves, every other byte of the UTF-8 form is {@code %} and
 * two upper-case hex digits. Different names give different parts, and no part is empty, begins with a dot, or holds a
 * separator. Case is kept: on a file system that ignores case two names that differ only in case still meet.
 */
public final class PathElement {
    /** Longest part, in bytes; leaves room in a 255-byte file name for what is put around it. */
    public static final int MAX_BYTES = 200;

    private static final String HASH_MARK = "%~";
    private static final int HASH_DIGITS = 63;
    private static final int PREFIX_BYTES = MAX_BYTES - HASH_MARK.length() - HASH_DIGITS;
    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    private PathElement() {}

    /** The part for a name. A lone surrogate is encoded as itself, so that it too stays distinct. */
    public static String encode(String name) {
        if (name.isEmpty()) {
            return "%";
        }
        StringBuilder part = new StringBuilder(name.length() + 16);
        int prefixEnd = 0;
        for (int i = 0; i < name.length(); ) {
            int codePoint = name.codePointAt(i);
            appendEncoded(part, codePoint);
            if (part.length() <= PREFIX_BYTES) {
                prefixEnd = part.length();
            }
            i += Character.charCount(codePoint);
        }
        if (part.length() <= MAX_BYTES) {
            return part.toString();
        }
        String hash = HexFormat.of().formatHex(sha256(part.toString())).substring(0, HASH_DIGITS);
        return part.substring(0, prefixEnd) + HASH_MARK + hash;
    }

    private static void appendEncoded(StringBuilder part, int codePoint) {
        if (isPlain(codePoint)) {
            part.append((char) codePoint);
        } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            // Not encodable in UTF-8: the three bytes that the general scheme would give.
            appendByte(part, 0xE0 | (codePoint >> 12));
            appendByte(part, 0x80 | ((codePoint >> 6) & 0x3F));
            appendByte(part, 0x80 | (codePoint & 0x3F));
        } else {
            for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                appendByte(part, b & 0xFF);
            }
        }
    }

    private static void appendByte(StringBuilder part, int value) {
        part.append('%').append(UPPER_HEX.toHexDigits((byte) value));
    }

    private static boolean isPlain(int codePoint) {
        return (codePoint >= 'a' && codePoint <= 'z')
                || (codePoint >= 'A' && codePoint <= 'Z')
                || (codePoint >= '0' && codePoint <= '9')
                || codePoint == '_'
                || codePoint == '-';
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
