package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The text forms of bytea: hex ({@code \x00ff}) and escape ({@code \000} for unprintable bytes, {@code \\} for one). */
final class ByteaText {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private static final byte[] UPPER_HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private ByteaText() {}

    static void appendHex(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        out.append("\\x");
        for (int i = 0; i < length; i++) {
            appendHexByte(buffer.getByte(index + i), out);
        }
    }

    static void appendHexByte(byte b, Utf8Buffer out) {
        out.append(HEX[b >> 4 & 0xF]);
        out.append(HEX[b & 0xF]);
    }

    /** Without a prefix and with capital letters, as PostGIS writes it. */
    static void appendUpperHex(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        for (int i = 0; i < length; i++) {
            byte b = buffer.getByte(index + i);
            out.append(UPPER_HEX[b >> 4 & 0xF]);
            out.append(UPPER_HEX[b & 0xF]);
        }
    }

    static int decodedLength(ByteBuf buffer, int index, int length) {
        if (isHex(buffer, index, length)) {
            if (length % 2 != 0) {
                throw new MalformedValueException("bytea", length - 1, "a hexadecimal digit is missing");
            }
            return length / 2 - 1;
        }
        int decoded = 0;
        for (int at = 0; at < length; decoded++) {
            at += escapedLength(buffer, index, at, length);
        }
        return decoded;
    }

    static void decode(ByteBuf buffer, int index, int length, byte[] out, int outOffset) {
        int to = outOffset;
        if (isHex(buffer, index, length)) {
            if (length % 2 != 0) {
                throw new MalformedValueException("bytea", length - 1, "a hexadecimal digit is missing");
            }
            decodeHex("bytea", buffer, index + 2, length - 2, out, outOffset);
            return;
        }
        int at = 0;
        while (at < length) {
            int taken = escapedLength(buffer, index, at, length);
            byte b = buffer.getByte(index + at + (taken == 2 ? 1 : 0));
            if (taken == 4) {
                b = (byte) (octal(buffer, index + at + 1) << 6
                        | octal(buffer, index + at + 2) << 3
                        | octal(buffer, index + at + 3));
            }
            out[to++] = b;
            at += taken;
        }
    }

    /** @param length even */
    static void decodeHex(String typeName, ByteBuf buffer, int index, int length, byte[] out, int outOffset) {
        int to = outOffset;
        for (int at = 0; at < length; at += 2) {
            out[to++] = (byte) (TextValues.hexDigit(typeName, buffer, index, at) << 4
                    | TextValues.hexDigit(typeName, buffer, index, at + 1));
        }
    }

    private static boolean isHex(ByteBuf buffer, int index, int length) {
        return length >= 2 && buffer.getByte(index) == '\\' && buffer.getByte(index + 1) == 'x';
    }

    /** How many bytes of text stand for the next byte: 1 as it is, 2 for a doubled backslash, 4 for three octal digits. */
    private static int escapedLength(ByteBuf buffer, int index, int at, int length) {
        if (buffer.getByte(index + at) != '\\') {
            return 1;
        }
        if (length - at >= 2 && buffer.getByte(index + at + 1) == '\\') {
            return 2;
        }
        if (length - at >= 4
                && octal(buffer, index + at + 1) <= 3
                && octal(buffer, index + at + 2) <= 7
                && octal(buffer, index + at + 3) <= 7) {
            return 4;
        }
        throw new MalformedValueException("bytea", at, "expected a second backslash or three octal digits");
    }

    /** The octal digit, or a larger number if it is none. */
    private static int octal(ByteBuf buffer, int index) {
        int digit = buffer.getByte(index) - '0';
        return digit < 0 ? Integer.MAX_VALUE : digit;
    }
}
