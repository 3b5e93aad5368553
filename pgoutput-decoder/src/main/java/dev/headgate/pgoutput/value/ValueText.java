package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/**
 * Turns binary values of built-in types into exactly the text that PostgreSQL prints, with {@code DateStyle} ISO, {@code
 * TimeZone} UTC, {@code IntervalStyle} iso_8601, {@code extra_float_digits} 1, {@code bytea_output} hex and the C locale for
 * money.
 *
 * <p>Not among the rendered types are those whose text depends on the catalog (regclass and its kin, aclitem) and types that
 * are not built in. A domain is rendered as its base type, an enum as {@link TypeOid#TEXT}: the caller knows both from the
 * catalog.
 */
public final class ValueText {
    private static final int VERSION_1 = 1;

    private ValueText() {}

    /** Whether {@link #append} knows the type. */
    public static boolean rendersBinary(int typeOid) {
        return TypeOid.elementOf(typeOid) != TypeOid.NONE || isElement(typeOid);
    }

    /** Every rendered type that is not an array has an array type: the element types are all there are. */
    static boolean isElement(int typeOid) {
        return switch (typeOid) {
            case TypeOid.BOOL, TypeOid.BYTEA, TypeOid.CHAR, TypeOid.NAME, TypeOid.INT8, TypeOid.INT2 -> true;
            case TypeOid.INT2VECTOR, TypeOid.INT4, TypeOid.TEXT, TypeOid.OID, TypeOid.TID, TypeOid.XID -> true;
            case TypeOid.CID, TypeOid.OIDVECTOR, TypeOid.JSON, TypeOid.XML, TypeOid.POINT, TypeOid.LSEG -> true;
            case TypeOid.PATH, TypeOid.BOX, TypeOid.POLYGON, TypeOid.LINE, TypeOid.CIDR, TypeOid.FLOAT4 -> true;
            case TypeOid.FLOAT8, TypeOid.CIRCLE, TypeOid.MACADDR8, TypeOid.MONEY, TypeOid.MACADDR -> true;
            case TypeOid.INET, TypeOid.BPCHAR, TypeOid.VARCHAR, TypeOid.DATE, TypeOid.TIME -> true;
            case TypeOid.TIMESTAMP, TypeOid.TIMESTAMPTZ, TypeOid.INTERVAL, TypeOid.TIMETZ, TypeOid.BIT -> true;
            case TypeOid.VARBIT, TypeOid.NUMERIC, TypeOid.REFCURSOR, TypeOid.UUID, TypeOid.TXID_SNAPSHOT -> true;
            case TypeOid.PG_LSN, TypeOid.TSVECTOR, TypeOid.TSQUERY, TypeOid.JSONB, TypeOid.JSONPATH -> true;
            case TypeOid.PG_SNAPSHOT, TypeOid.XID8 -> true;
            default -> TypeOid.boundOf(typeOid) != TypeOid.NONE || TypeOid.rangeOf(typeOid) != TypeOid.NONE;
        };
    }

    /**
     * The renderer of a built-in type.
     *
     * @throws IllegalArgumentException if {@link #rendersBinary} is false for the type
     */
    public static TextRenderer of(int typeOid) {
        if (!rendersBinary(typeOid)) {
            throw unknown(typeOid);
        }
        return (buffer, index, length, out) -> append(typeOid, -1, buffer, index, length, out);
    }

    /**
     * Appends the text of one value. May allocate for floating point, arrays, ranges and text search types.
     *
     * @param typeModifier the column's type modifier; no built-in type needs it to be printed
     * @param buffer borrowed; the value lies at the absolute index, in binary form
     * @throws MalformedValueException if the bytes are not a value of the type; {@code out} then holds a part of it
     * @throws IllegalArgumentException if {@link #rendersBinary} is false for the type
     */
    public static void append(int typeOid, int typeModifier, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        int element = TypeOid.elementOf(typeOid);
        if (element != TypeOid.NONE) {
            ArrayText.append(buffer, index, length, out);
        } else {
            appendElement(typeOid, buffer, index, length, out);
        }
    }

    static void appendElement(int typeOid, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        switch (typeOid) {
            case TypeOid.TEXT, TypeOid.VARCHAR, TypeOid.BPCHAR, TypeOid.NAME -> out.append(buffer, index, length);
            case TypeOid.JSON, TypeOid.XML, TypeOid.REFCURSOR -> out.append(buffer, index, length);
            case TypeOid.JSONB -> appendVersioned("jsonb", buffer, index, length, out);
            case TypeOid.JSONPATH -> appendVersioned("jsonpath", buffer, index, length, out);
            case TypeOid.BOOL -> out.append((byte) (BinaryValues.bool(buffer, index, length) ? 't' : 'f'));
            case TypeOid.INT2 -> out.append(BinaryValues.int2(buffer, index, length));
            case TypeOid.INT4 -> out.append(BinaryValues.int4(buffer, index, length));
            case TypeOid.INT8 -> out.append(BinaryValues.int8(buffer, index, length));
            case TypeOid.OID, TypeOid.XID, TypeOid.CID -> out.append(BinaryValues.oid(buffer, index, length));
            case TypeOid.NUMERIC -> NumericText.append(buffer, index, length, out);
            case TypeOid.FLOAT4 -> FloatText.append(BinaryValues.float4(buffer, index, length), out);
            case TypeOid.FLOAT8 -> FloatText.append(BinaryValues.float8(buffer, index, length), out);
            case TypeOid.MONEY -> MoneyText.append(BinaryValues.money(buffer, index, length), out);
            case TypeOid.BYTEA -> ByteaText.appendHex(buffer, index, length, out);
            case TypeOid.UUID -> NetworkText.appendUuid(buffer, index, length, out);
            case TypeOid.INET -> NetworkText.appendAddress("inet", buffer, index, length, out);
            case TypeOid.CIDR -> NetworkText.appendAddress("cidr", buffer, index, length, out);
            case TypeOid.MACADDR -> NetworkText.appendMacAddress("macaddr", 6, buffer, index, length, out);
            case TypeOid.MACADDR8 -> NetworkText.appendMacAddress("macaddr8", 8, buffer, index, length, out);
            case TypeOid.TSVECTOR -> TextSearchText.appendVector(buffer, index, length, out);
            case TypeOid.TSQUERY -> TextSearchText.appendQuery(buffer, index, length, out);
            case TypeOid.BIT, TypeOid.VARBIT -> SystemText.appendBits(buffer, index, length, out);
            case TypeOid.CHAR -> SystemText.appendChar(buffer, index, length, out);
            case TypeOid.TID -> SystemText.appendTid(buffer, index, length, out);
            case TypeOid.XID8 -> SystemText.appendXid8(buffer, index, length, out);
            case TypeOid.PG_LSN -> SystemText.appendLsn(buffer, index, length, out);
            case TypeOid.PG_SNAPSHOT, TypeOid.TXID_SNAPSHOT -> SystemText.appendSnapshot(buffer, index, length, out);
            case TypeOid.INT2VECTOR, TypeOid.OIDVECTOR -> ArrayText.appendVector(buffer, index, length, out);
            default -> appendDateTimeOrComposed(typeOid, buffer, index, length, out);
        }
    }

    private static void appendDateTimeOrComposed(int typeOid, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        switch (typeOid) {
            case TypeOid.DATE -> DateTimeText.appendDate(BinaryValues.date(buffer, index, length), out);
            case TypeOid.TIME -> DateTimeText.appendTime(BinaryValues.time(buffer, index, length), out);
            case TypeOid.TIMETZ -> {
                BinaryValues.requireLength("timetz", length, 12);
                DateTimeText.appendTimeWithZone(
                        BinaryValues.timeOfDay("timetz", buffer, index), buffer.getInt(index + 8), out);
            }
            case TypeOid.TIMESTAMP ->
                DateTimeText.appendTimestamp(BinaryValues.timestamp(buffer, index, length), false, out);
            case TypeOid.TIMESTAMPTZ ->
                DateTimeText.appendTimestamp(BinaryValues.timestamptz(buffer, index, length), true, out);
            case TypeOid.INTERVAL -> {
                BinaryValues.requireLength("interval", length, 16);
                DateTimeText.appendInterval(
                        buffer.getLong(index), buffer.getInt(index + 8), buffer.getInt(index + 12), out);
            }
            case TypeOid.POINT -> GeometryText.appendPoint(buffer, index, length, out);
            case TypeOid.LSEG -> GeometryText.appendSegment(buffer, index, length, out);
            case TypeOid.BOX -> GeometryText.appendBox(buffer, index, length, out);
            case TypeOid.LINE -> GeometryText.appendLine(buffer, index, length, out);
            case TypeOid.CIRCLE -> GeometryText.appendCircle(buffer, index, length, out);
            case TypeOid.PATH -> GeometryText.appendPath(buffer, index, length, out);
            case TypeOid.POLYGON -> GeometryText.appendPolygon(buffer, index, length, out);
            default -> {
                int bound = TypeOid.boundOf(typeOid);
                int range = TypeOid.rangeOf(typeOid);
                if (bound != TypeOid.NONE) {
                    RangeText.appendRange(of(bound), buffer, index, length, out);
                } else if (range != TypeOid.NONE) {
                    RangeText.appendMultirange(of(TypeOid.boundOf(range)), buffer, index, length, out);
                } else {
                    throw unknown(typeOid);
                }
            }
        }
    }

    private static IllegalArgumentException unknown(int typeOid) {
        return new IllegalArgumentException("no text for binary values of the type with OID "
                + Integer.toUnsignedString(typeOid) + "; ask rendersBinary first");
    }

    static void appendVersioned(String typeName, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        if (length < 1 || buffer.getByte(index) != VERSION_1) {
            throw new MalformedValueException(typeName, 0, "expected version 1");
        }
        out.append(buffer, index + 1, length - 1);
    }
}
