package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.BinaryValues;
import dev.headgate.pgoutput.value.TextRenderer;
import dev.headgate.pgoutput.value.TextValues;
import dev.headgate.pgoutput.value.Utf8Buffer;
import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.DoubleVector;
import dev.headgate.staging.batch.LongVector;
import io.netty.buffer.ByteBuf;

/** The {@link ColumnFeed} of each kind of column. Values out of a column type's range are refused, never bent. */
final class ColumnFeeds {
    private static final int PG_EPOCH_DAYS = 10_957;
    private static final long PG_EPOCH_MICROS = 946_684_800_000_000L;
    /** 0001-01-01, days since 1970: readers disagree about years before it. */
    private static final int FIRST_DAY = -719_162;

    private static final long FIRST_MICRO = -62_135_596_800_000_000L;
    private static final long LAST_PG_MICRO = Long.MAX_VALUE - PG_EPOCH_MICROS;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long MAX_EXACT_DOUBLE = 1L << 53;
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BYTES = 16;

    private ColumnFeeds() {}

    static boolean bool(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        boolean value = binary ? BinaryValues.bool(buffer, index, length) : TextValues.bool(buffer, index, length);
        ((LongVector) target).append(value ? 1 : 0);
        return true;
    }

    static boolean int2(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        ((LongVector) target)
                .append(binary ? BinaryValues.int2(buffer, index, length) : TextValues.int2(buffer, index, length));
        return true;
    }

    static boolean int4(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        ((LongVector) target)
                .append(binary ? BinaryValues.int4(buffer, index, length) : TextValues.int4(buffer, index, length));
        return true;
    }

    static boolean int8(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        ((LongVector) target)
                .append(binary ? BinaryValues.int8(buffer, index, length) : TextValues.int8(buffer, index, length));
        return true;
    }

    static boolean oid(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        ((LongVector) target)
                .append(binary ? BinaryValues.oid(buffer, index, length) : TextValues.oid(buffer, index, length));
        return true;
    }

    static boolean float4(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        ((DoubleVector) target)
                .append(binary ? BinaryValues.float4(buffer, index, length) : TextValues.float4(buffer, index, length));
        return true;
    }

    static boolean float8(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        ((DoubleVector) target)
                .append(binary ? BinaryValues.float8(buffer, index, length) : TextValues.float8(buffer, index, length));
        return true;
    }

    static boolean date(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        int days = binary ? BinaryValues.date(buffer, index, length) : TextValues.date(buffer, index, length);
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE || days + PG_EPOCH_DAYS < FIRST_DAY) {
            return false;
        }
        ((LongVector) target).append(days + PG_EPOCH_DAYS);
        return true;
    }

    static boolean timestamp(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        return timestamp(
                binary ? BinaryValues.timestamp(buffer, index, length) : TextValues.timestamp(buffer, index, length),
                target);
    }

    static boolean timestamptz(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        return timestamp(
                binary
                        ? BinaryValues.timestamptz(buffer, index, length)
                        : TextValues.timestamptz(buffer, index, length),
                target);
    }

    private static boolean timestamp(long micros, ColumnVector target) {
        // Both infinities lie outside these bounds.
        if (micros > LAST_PG_MICRO || micros < FIRST_MICRO - PG_EPOCH_MICROS) {
            return false;
        }
        ((LongVector) target).append(micros + PG_EPOCH_MICROS);
        return true;
    }

    static boolean time(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        long micros = binary ? BinaryValues.time(buffer, index, length) : TextValues.time(buffer, index, length);
        if (micros >= MICROS_PER_DAY) {
            // 24:00:00 is a time of day in PostgreSQL only.
            return false;
        }
        ((LongVector) target).append(micros);
        return true;
    }

    /** The value's own bytes: types whose binary form is their text form. */
    static boolean bytes(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        append((BytesVector) target, buffer, index, length);
        return true;
    }

    /** jsonb: the binary form has a version byte in front of the text. */
    static boolean jsonb(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        int version = binary ? 1 : 0;
        append((BytesVector) target, buffer, index + version, length - version);
        return true;
    }

    static ColumnFeed numeric(int precision, int scale) {
        return precision <= 18 ? numeric64(scale) : numeric128(scale);
    }

    private static ColumnFeed numeric64(int scale) {
        return (buffer, index, length, binary, target) -> {
            long unscaled = binary
                    ? BinaryValues.numeric64(buffer, index, length, scale)
                    : TextValues.numeric64(buffer, index, length, scale);
            if (unscaled == BinaryValues.NOT_REPRESENTABLE) {
                return false;
            }
            ((LongVector) target).append(unscaled);
            return true;
        };
    }

    private static ColumnFeed numeric128(int scale) {
        byte[] unscaled = new byte[DECIMAL_BYTES];
        return (buffer, index, length, binary, target) -> {
            boolean representable = binary
                    ? BinaryValues.numeric128(buffer, index, length, scale, unscaled)
                    : TextValues.numeric128(buffer, index, length, scale, unscaled);
            if (representable) {
                ((BytesVector) target).append(unscaled, 0, DECIMAL_BYTES);
            }
            return representable;
        };
    }

    static ColumnFeed money() {
        byte[] unscaled = new byte[DECIMAL_BYTES];
        return (buffer, index, length, binary, target) -> {
            long cents = binary ? BinaryValues.money(buffer, index, length) : TextValues.money(buffer, index, length);
            for (int i = 0; i < DECIMAL_BYTES; i++) {
                int shift = (DECIMAL_BYTES - 1 - i) * Byte.SIZE;
                unscaled[i] = (byte) (shift >= Long.SIZE ? cents >> 63 : cents >> shift);
            }
            ((BytesVector) target).append(unscaled, 0, DECIMAL_BYTES);
            return true;
        };
    }

    /** As a DOUBLE of whole units. Above 2^53 hundredths neighbours would become equal. */
    static boolean moneyAsDouble(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        long cents = binary ? BinaryValues.money(buffer, index, length) : TextValues.money(buffer, index, length);
        if (cents > MAX_EXACT_DOUBLE || cents < -MAX_EXACT_DOUBLE) {
            return false;
        }
        ((DoubleVector) target).append(cents / 100.0);
        return true;
    }

    static ColumnFeed uuid() {
        byte[] uuid = new byte[UUID_BYTES];
        return (buffer, index, length, binary, target) -> {
            if (binary) {
                append((BytesVector) target, buffer, index, length);
            } else {
                TextValues.uuid(buffer, index, length, uuid);
                ((BytesVector) target).append(uuid, 0, UUID_BYTES);
            }
            return true;
        };
    }

    static boolean bytea(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            append((BytesVector) target, buffer, index, length);
        } else {
            byte[] decoded = new byte[TextValues.byteaLength(buffer, index, length)];
            TextValues.bytea(buffer, index, length, decoded, 0);
            ((BytesVector) target).append(decoded, 0, decoded.length);
        }
        return true;
    }

    /** Extended WKB, which the text form has in hexadecimal digits. */
    static boolean geometry(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            append((BytesVector) target, buffer, index, length);
        } else {
            byte[] decoded = new byte[TextValues.geometryLength(length)];
            TextValues.geometry(buffer, index, length, decoded, 0);
            ((BytesVector) target).append(decoded, 0, decoded.length);
        }
        return true;
    }

    /** PostgreSQL's text output of the value, rendered here when it comes in binary form. */
    static ColumnFeed text(TextRenderer renderer) {
        Utf8Buffer rendered = new Utf8Buffer();
        return (buffer, index, length, binary, target) -> {
            if (binary) {
                rendered.clear();
                renderer.append(buffer, index, length, rendered);
                ((BytesVector) target).append(rendered.array(), 0, rendered.length());
            } else {
                append((BytesVector) target, buffer, index, length);
            }
            return true;
        };
    }

    private static void append(BytesVector target, ByteBuf buffer, int index, int length) {
        target.append(buffer.array(), buffer.arrayOffset() + index, length);
    }
}
