package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/**
 * Text of network addresses and UUIDs.
 *
 * <pre>{@code
 * inet, cidr   family u8 (2 IPv4, 3 IPv6) | prefix bits u8 | is cidr u8 | address length u8 | address
 * }</pre>
 */
final class NetworkText {
    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 3;
    private static final int HEADER_BYTES = 4;
    private static final int IPV6_WORDS = 8;

    private NetworkText() {}

    static void appendUuid(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        BinaryValues.requireLength("uuid", length, 16);
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                out.append((byte) '-');
            }
            ByteaText.appendHexByte(buffer.getByte(index + i), out);
        }
    }

    static void appendMacAddress(String typeName, int bytes, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        BinaryValues.requireLength(typeName, length, bytes);
        for (int i = 0; i < bytes; i++) {
            if (i > 0) {
                out.append((byte) ':');
            }
            ByteaText.appendHexByte(buffer.getByte(index + i), out);
        }
    }

    static void appendAddress(String typeName, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        if (length < HEADER_BYTES) {
            throw new MalformedValueException(typeName, 0, "needs at least 4 bytes, has " + length);
        }
        int family = buffer.getUnsignedByte(index);
        int addressBytes = family == FAMILY_IPV4 ? 4 : 16;
        if (family != FAMILY_IPV4 && family != FAMILY_IPV6) {
            throw new MalformedValueException(typeName, 0, "unknown address family " + family);
        }
        BinaryValues.requireLength(typeName, length, HEADER_BYTES + addressBytes);
        int address = index + HEADER_BYTES;
        if (family == FAMILY_IPV4) {
            appendIpv4(buffer, address, out);
        } else {
            appendIpv6(buffer, address, out);
        }
        int prefix = buffer.getUnsignedByte(index + 1);
        if (prefix != addressBytes * 8 || typeName.equals("cidr")) {
            out.append((byte) '/');
            out.append(prefix);
        }
    }

    private static void appendIpv4(ByteBuf buffer, int address, Utf8Buffer out) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                out.append((byte) '.');
            }
            out.append(buffer.getUnsignedByte(address + i));
        }
    }

    private static void appendIpv6(ByteBuf buffer, int address, Utf8Buffer out) {
        int zerosFrom = -1;
        int zeros = 1;
        for (int word = 0; word < IPV6_WORDS; word++) {
            int run = 0;
            while (word + run < IPV6_WORDS && word(buffer, address, word + run) == 0) {
                run++;
            }
            if (run > zeros) {
                zerosFrom = word;
                zeros = run;
            }
            word += run;
        }
        int zerosEnd = zerosFrom < 0 ? -1 : zerosFrom + zeros;
        for (int word = 0; word < IPV6_WORDS; word++) {
            if (word >= zerosFrom && word < zerosEnd) {
                if (word == zerosFrom) {
                    out.append((byte) ':');
                }
                continue;
            }
            if (word > 0) {
                out.append((byte) ':');
            }
            if (word == 6 && zerosFrom == 0 && holdsIpv4(buffer, address, zeros)) {
                appendIpv4(buffer, address + 12, out);
                return;
            }
            out.append(Integer.toHexString(word(buffer, address, word)));
        }
        if (zerosEnd == IPV6_WORDS) {
            out.append((byte) ':');
        }
    }

    /** Whether the last four bytes are shown as an IPv4 address: {@code ::1.2.3.4} and {@code ::ffff:1.2.3.4}. */
    private static boolean holdsIpv4(ByteBuf buffer, int address, int leadingZeros) {
        return leadingZeros == 6 || (leadingZeros == 5 && word(buffer, address, 5) == 0xFFFF);
    }

    private static int word(ByteBuf buffer, int address, int word) {
        return buffer.getUnsignedShort(address + 2 * word);
    }
}
