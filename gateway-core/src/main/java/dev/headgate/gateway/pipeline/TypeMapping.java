package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.pgoutput.message.RelationColumn;
import dev.headgate.pgoutput.value.TypeOid;
import dev.headgate.pgoutput.value.ValueText;
import dev.headgate.staging.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * How a PostgreSQL column is staged: its column type and the feed that fills it. The native profile: types are kept, and
 * what has no counterpart becomes PostgreSQL's own text.
 *
 * @param typeOid type, domains resolved as far as the catalog could tell
 * @param typeModifier of that type
 * @param readsBinary the feed reads the binary form; otherwise the session must ask for text
 */
record TypeMapping(ColumnType type, ColumnFeed feed, int typeOid, int typeModifier, boolean readsBinary) {
    /** Oids below this one are the same in every database. */
    private static final int FIRST_USER_OID = 16_384;

    private static final int BOOL = 16;
    private static final int BYTEA = 17;
    private static final int CHAR = 18;
    private static final int NAME = 19;
    private static final int INT8 = 20;
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int TEXT = 25;
    private static final int OID = 26;
    private static final int JSON = 114;
    private static final int XML = 142;
    private static final int FLOAT4 = 700;
    private static final int FLOAT8 = 701;
    private static final int MONEY = 790;
    private static final int BPCHAR = 1042;
    private static final int VARCHAR = 1043;
    private static final int DATE = 1082;
    private static final int TIME = 1083;
    private static final int TIMESTAMP = 1114;
    private static final int TIMESTAMPTZ = 1184;
    private static final int NUMERIC = 1700;
    private static final int UUID = 2950;
    private static final int JSONB = 3802;

    private static final int MAX_DECIMAL_PRECISION = 38;
    private static final int MONEY_PRECISION = 19;
    private static final int MONEY_SCALE = 2;

    /**
     * The mapping of a streamed column.
     *
     * @param shape the column in the catalog now; null when it cannot be found there
     */
    static TypeMapping of(RelationColumn column, @Nullable ColumnShape shape) {
        boolean builtIn = Integer.compareUnsigned(column.typeId(), FIRST_USER_OID) < 0;
        if (builtIn || shape == null) {
            return of(column.typeId(), column.typeModifier());
        }
        return shape.sendsText()
                ? new TypeMapping(
                        ColumnType.Primitive.STRING, ColumnFeeds::bytes, shape.typeOid(), shape.typeModifier(), true)
                : of(shape.typeOid(), shape.typeModifier());
    }

    /** Whether the binary form of the catalog's column can be staged; otherwise the session must ask for text. */
    static boolean readsBinary(ColumnShape shape) {
        return shape.sendsText() || readsBinary(shape.typeOid());
    }

    private static boolean readsBinary(int oid) {
        return isNative(oid) || ValueText.rendersBinary(oid);
    }

    private static boolean isNative(int oid) {
        return switch (oid) {
            case BOOL,
                    BYTEA,
                    CHAR,
                    NAME,
                    INT8,
                    INT2,
                    INT4,
                    TEXT,
                    OID,
                    JSON,
                    XML,
                    FLOAT4,
                    FLOAT8,
                    MONEY,
                    BPCHAR,
                    VARCHAR,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMPTZ,
                    UUID,
                    JSONB -> true;
            default -> false;
        };
    }

    private static TypeMapping of(int oid, int modifier) {
        return switch (oid) {
            case BOOL -> mapped(ColumnType.Primitive.BOOLEAN, ColumnFeeds::bool, oid, modifier);
            case INT2 -> mapped(ColumnType.Primitive.INT16, ColumnFeeds::int2, oid, modifier);
            case INT4 -> mapped(ColumnType.Primitive.INT32, ColumnFeeds::int4, oid, modifier);
            case INT8 -> mapped(ColumnType.Primitive.INT64, ColumnFeeds::int8, oid, modifier);
            case OID -> mapped(ColumnType.Primitive.INT64, ColumnFeeds::oid, oid, modifier);
            case FLOAT4 -> mapped(ColumnType.Primitive.FLOAT, ColumnFeeds::float4, oid, modifier);
            case FLOAT8 -> mapped(ColumnType.Primitive.DOUBLE, ColumnFeeds::float8, oid, modifier);
            case DATE -> mapped(ColumnType.Primitive.DATE, ColumnFeeds::date, oid, modifier);
            case TIME -> mapped(ColumnType.Primitive.TIME, ColumnFeeds::time, oid, modifier);
            case TIMESTAMP -> mapped(ColumnType.Primitive.TIMESTAMP_LOCAL, ColumnFeeds::timestamp, oid, modifier);
            case TIMESTAMPTZ -> mapped(ColumnType.Primitive.TIMESTAMP_UTC, ColumnFeeds::timestamptz, oid, modifier);
            case UUID -> mapped(ColumnType.Primitive.UUID, ColumnFeeds.uuid(), oid, modifier);
            case BYTEA -> mapped(ColumnType.Primitive.BINARY, ColumnFeeds::bytea, oid, modifier);
            case JSON -> mapped(ColumnType.Primitive.JSON, ColumnFeeds::bytes, oid, modifier);
            case JSONB -> mapped(ColumnType.Primitive.JSON, ColumnFeeds::jsonb, oid, modifier);
            case MONEY ->
                mapped(new ColumnType.Decimal(MONEY_PRECISION, MONEY_SCALE), ColumnFeeds.money(), oid, modifier);
            case TEXT, VARCHAR, BPCHAR, NAME, XML ->
                mapped(ColumnType.Primitive.STRING, ColumnFeeds::bytes, oid, modifier);
            case NUMERIC -> numeric(modifier);
            default -> arrayOrText(oid, modifier);
        };
    }

    /** An array of a built-in type that has a column type of its own is a list; everything else is text. */
    private static TypeMapping arrayOrText(int oid, int modifier) {
        int elementOid = TypeOid.elementOf(oid);
        boolean list = elementOid != TypeOid.NONE && (isNative(elementOid) || elementOid == NUMERIC);
        if (!list) {
            return mapped(ColumnType.Primitive.STRING, ColumnFeeds.text(oid, modifier), oid, modifier);
        }
        TypeMapping element = of(elementOid, modifier);
        return mapped(
                new ColumnType.ListOf(element.type()), new ListFeed(element.feed(), element.type()), oid, modifier);
    }

    private static TypeMapping numeric(int modifier) {
        int precision = ((modifier - 4) >> 16) & 0xffff;
        // Eleven bits with sign since PostgreSQL 15; a scale was never negative before.
        int scale = (((modifier - 4) & 0x7ff) ^ 0x400) - 0x400;
        boolean decimal = modifier >= 4 && precision <= MAX_DECIMAL_PRECISION && scale >= 0 && scale <= precision;
        return decimal
                ? mapped(
                        new ColumnType.Decimal(precision, scale),
                        ColumnFeeds.numeric(precision, scale),
                        NUMERIC,
                        modifier)
                : mapped(ColumnType.Primitive.STRING, ColumnFeeds.text(NUMERIC, modifier), NUMERIC, modifier);
    }

    private static TypeMapping mapped(ColumnType type, ColumnFeed feed, int oid, int modifier) {
        return new TypeMapping(type, feed, oid, modifier, readsBinary(oid));
    }
}
