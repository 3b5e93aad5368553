package dev.headgate.staging.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A hash that a JSON file carries of itself, so that any changed byte is noticed.
 *
 * <pre>
 *   ... "commit_id": "5d41402abc4b2a76b9719d911017c592-9f0c3a5e77d21b48", ...
 *       marker      ^ 32 hexadecimal digits, lower case
 * </pre>
 *
 * The digits are the first 128 bits of SHA-256 over the whole file, with these 32 digits replaced by {@code 0}. The
 * file is found intact or not before its fields are looked at, and fields unknown to the reader are covered too.
 */
final class ContentHash {
    /** Stands where the hash will be. */
    static final String BLANK = "0".repeat(32);

    private static final int DIGITS = BLANK.length();

    private ContentHash() {}

    /**
     * Writes the hash over its blank.
     *
     * @param content changed in place
     * @param marker the text right before the blank; its first occurrence counts
     * @return the 32 digits
     */
    static String seal(byte[] content, String marker) {
        int at = hashOffset(content, marker);
        if (at < 0) {
            throw new IllegalArgumentException("No room for a hash after " + marker);
        }
        byte[] digits = digits(content, at);
        System.arraycopy(digits, 0, content, at, DIGITS);
        return new String(digits, StandardCharsets.US_ASCII);
    }

    /** Whether the content is exactly what was sealed. */
    static boolean isIntact(byte[] content, String marker) {
        int at = hashOffset(content, marker);
        if (at < 0) {
            return false;
        }
        byte[] blanked = content.clone();
        Arrays.fill(blanked, at, at + DIGITS, (byte) '0');
        return Arrays.equals(digits(blanked, at), Arrays.copyOfRange(content, at, at + DIGITS));
    }

    private static byte[] digits(byte[] blanked, int at) {
        for (int i = at; i < at + DIGITS; i++) {
            if (blanked[i] != '0') {
                throw new IllegalArgumentException("The place of the hash is not blank");
            }
        }
        byte[] hash = Arrays.copyOf(sha256().digest(blanked), DIGITS / 2);
        return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
    }

    private static int hashOffset(byte[] content, String marker) {
        byte[] wanted = marker.getBytes(StandardCharsets.UTF_8);
        int last = content.length - wanted.length - DIGITS;
        for (int at = 0; at <= last; at++) {
            if (Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at + wanted.length;
            }
        }
        return -1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
