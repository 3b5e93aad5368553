package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.TypeShape;
import dev.headgate.pgoutput.value.ComposedText;
import dev.headgate.pgoutput.value.TypeOid;
import dev.headgate.pgoutput.value.ValueText;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types are kept where Parquet has a counterpart, and what has none becomes PostgreSQL's own text. */
final class NativeProfile implements TypeProfile {
    private static final int MAX_DECIMAL_PRECISION = 38;
    private static final int MONEY_PRECISION = 19;
    private static final int MONEY_SCALE = 2;

    private final @Nullable Integer unboundedScale;

    /** @param unboundedScale of the DECIMAL(38,s) for a numeric that has no DECIMAL of its own; null: STRING */
    NativeProfile(@Nullable Integer unboundedScale) {
        this.unboundedScale = unboundedScale;
    }

    @Override
    public TypeMapping map(TypeShape type) {
        if (type instanceof TypeShape.BuiltIn builtIn) {
            return builtIn(builtIn.oid(), builtIn.modifier());
        }
        if (type instanceof TypeShape.ArrayOf array) {
            return TypeMapping.list(map(array.element()), array.delimiter());
        }
        if (type instanceof TypeShape.RangeOf range) {
            return TypeMapping.range(map(range.bound()));
        }
        if (type instanceof TypeShape.MultirangeOf multirange) {
            return TypeMapping.multirange(map(multirange.range().bound()));
        }
        if (type instanceof TypeShape.Composite composite) {
            return composite(composite.fields());
        }
        return other((TypeShape.Other) type);
    }

    private TypeMapping builtIn(int oid, int modifier) {
        return switch (oid) {
            case TypeOid.BOOL -> mapped(Primitive.BOOLEAN, ColumnFeeds::bool, oid);
            case TypeOid.INT2 -> mapped(Primitive.INT16, ColumnFeeds::int2, oid);
            case TypeOid.INT4 -> mapped(Primitive.INT32, ColumnFeeds::int4, oid);
            case TypeOid.INT8 -> mapped(Primitive.INT64, ColumnFeeds::int8, oid);
            case TypeOid.OID -> mapped(Primitive.INT64, ColumnFeeds::oid, oid);
            case TypeOid.FLOAT4 -> mapped(Primitive.FLOAT, ColumnFeeds::float4, oid);
            case TypeOid.FLOAT8 -> mapped(Primitive.DOUBLE, ColumnFeeds::float8, oid);
            case TypeOid.DATE -> mapped(Primitive.DATE, ColumnFeeds::date, oid);
            case TypeOid.TIME -> mapped(Primitive.TIME, ColumnFeeds::time, oid);
            case TypeOid.TIMESTAMP -> mapped(Primitive.TIMESTAMP_LOCAL, ColumnFeeds::timestamp, oid);
            case TypeOid.TIMESTAMPTZ -> mapped(Primitive.TIMESTAMP_UTC, ColumnFeeds::timestamptz, oid);
            case TypeOid.UUID -> mapped(Primitive.UUID, ColumnFeeds.uuid(), oid);
            case TypeOid.BYTEA -> mapped(Primitive.BINARY, ColumnFeeds::bytea, oid);
            case TypeOid.JSON -> mapped(Primitive.JSON, ColumnFeeds::bytes, oid);
            case TypeOid.JSONB -> mapped(Primitive.JSON, ColumnFeeds::jsonb, oid);
            case TypeOid.MONEY ->
                mapped(new ColumnType.Decimal(MONEY_PRECISION, MONEY_SCALE), ColumnFeeds.money(), oid);
            case TypeOid.TEXT, TypeOid.VARCHAR, TypeOid.BPCHAR, TypeOid.NAME, TypeOid.XML ->
                mapped(Primitive.STRING, ColumnFeeds::bytes, oid);
            case TypeOid.NUMERIC -> numeric(modifier);
            default -> TypeMapping.text(ValueText.of(oid));
        };
    }

    private TypeMapping numeric(int modifier) {
        int precision = ((modifier - 4) >> 16) & 0xffff;
        // Eleven bits with sign since PostgreSQL 15; a scale was never negative before.
        int scale = (((modifier - 4) & 0x7ff) ^ 0x400) - 0x400;
        boolean decimal = modifier >= 4 && precision <= MAX_DECIMAL_PRECISION && scale >= 0 && scale <= precision;
        if (decimal) {
            return decimal(precision, scale);
        }
        return unboundedScale == null
                ? TypeMapping.text(ValueText.of(TypeOid.NUMERIC))
                : decimal(MAX_DECIMAL_PRECISION, unboundedScale);
    }

    private static TypeMapping decimal(int precision, int scale) {
        return mapped(new ColumnType.Decimal(precision, scale), ColumnFeeds.numeric(precision, scale), TypeOid.NUMERIC);
    }

    private TypeMapping composite(List<TypeShape.Field> fields) {
        if (fields.isEmpty()) {
            // A struct without fields is not storable.
            return TypeMapping.text(ComposedText.composite(List.of()));
        }
        return TypeMapping.composite(
                fields.stream().map(TypeShape.Field::name).toList(),
                fields.stream().mapToInt(TypeShape.Field::declaredTypeOid).toArray(),
                fields.stream().map(field -> map(field.type())).toList());
    }

    /** Types of extensions are known by their name and the name of the function that sends them. */
    private static TypeMapping other(TypeShape.Other type) {
        return switch (type.sendFunction()) {
            case "enum_send", "citextsend", "textsend", "varcharsend", "bpcharsend", "namesend" ->
                new TypeMapping(Primitive.STRING, ColumnFeeds::bytes, ComposedText.utf8());
            case "ltree_send", "lquery_send", "ltxtq_send" -> TypeMapping.text(ComposedText.versioned(type.name()));
            case "hstore_send" ->
                new TypeMapping(
                        new ColumnType.MapOf(Primitive.STRING, Primitive.STRING),
                        new HstoreFeed(),
                        ComposedText.hstore());
            case "vector_send" ->
                new TypeMapping(new ColumnType.ListOf(Primitive.FLOAT), new VectorFeed(), ComposedText.vector());
            case "geometry_send", "geography_send" ->
                new TypeMapping(Primitive.BINARY, ColumnFeeds::geometry, ComposedText.geometry());
            default -> TypeMapping.text(null);
        };
    }

    private static TypeMapping mapped(ColumnType type, ColumnFeed feed, int oid) {
        return new TypeMapping(type, feed, ValueText.of(oid));
    }
}
