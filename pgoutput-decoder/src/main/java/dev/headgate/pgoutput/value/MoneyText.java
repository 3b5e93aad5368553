package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/** The text form of money in the C locale: {@code $1,234.50}, {@code -$0.01}. */
final class MoneyText {
    private MoneyText() {}

    static void append(long cents, Utf8Buffer out) {
        if (cents < 0) {
            out.append((byte) '-');
        }
        out.append((byte) '$');
        // The smallest long has no positive twin; its quotient does.
        appendGrouped(Math.abs(cents / 100), out);
        out.append((byte) '.');
        out.appendPadded(Math.abs(cents % 100), 2);
    }

    private static void appendGrouped(long number, Utf8Buffer out) {
        if (number < 1000) {
            out.append(number);
            return;
        }
        appendGrouped(number / 1000, out);
        out.append((byte) ',');
        out.appendPadded(number % 1000, 3);
    }

    static long parse(ByteBuf buffer, int index, int length) {
        boolean negative = length > 0 && buffer.getByte(index) == '-';
        int at = negative ? 1 : 0;
        if (at == length || buffer.getByte(index + at) != '$') {
            throw malformed(at, "expected a dollar sign");
        }
        at++;
        int point = length - 3;
        if (point <= at || buffer.getByte(index + point) != '.') {
            throw malformed(Math.max(0, point), "expected a point before the last two digits");
        }
        // Gathered as a negative number: its range holds the smallest value too.
        long value = 0;
        for (; at < length; at++) {
            int b = buffer.getByte(index + at);
            if (at == point || (b == ',' && at < point)) {
                continue;
            }
            if (b < '0' || b > '9') {
                throw malformed(at, "expected a digit");
            }
            int digit = b - '0';
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw malformed(at, "out of range");
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw malformed(0, "out of range");
        }
        return negative ? value : -value;
    }

    private static MalformedValueException malformed(int at, String problem) {
        return new MalformedValueException("money", at, problem);
    }
}
