package dev.headgate.staging.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Type of a staged column. The Parquet layout of each is drawn in {@code parquet.ParquetSchema}. */
public sealed interface ColumnType {
    /** Types without parameters. */
    enum Primitive implements ColumnType {
        BOOLEAN,
        INT16,
        INT32,
        INT64,
        FLOAT,
        DOUBLE,
        /** UTF-8 text. */
        STRING,
        /** UTF-8 text that holds one JSON document. */
        JSON,
        BINARY,
        /** Days since 1970-01-01. */
        DATE,
        /** Microseconds since 1970-01-01 00:00:00 on a wall clock, without zone. */
        TIMESTAMP_LOCAL,
        /** Microseconds since 1970-01-01 00:00:00 UTC. */
        TIMESTAMP_UTC,
        /** Microseconds since midnight, without zone. */
        TIME,
        /** 16 bytes, most significant first. */
        UUID
    }

    /**
     * Exact number with a fixed count of fraction digits.
     *
     * @param precision digits in total, 1 to 38
     * @param scale digits after the point, 0 to {@code precision}
     */
    record Decimal(int precision, int scale) implements ColumnType {
        /** Most digits that fit a {@code long}, and so a {@code LongVector}. */
        public static final int MAX_LONG_PRECISION = 18;

        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("DECIMAL(" + precision + "," + scale
                        + ") is not storable: precision is 1 to 38, scale is 0 to precision");
            }
        }

        /** True if the unscaled value fits a {@code long}; else it is 16 bytes, two's complement, big-endian. */
        public boolean fitsLong() {
            return precision <= MAX_LONG_PRECISION;
        }
    }

    /**
     * A list; both the list and its elements may be null.
     *
     * @param element type of the elements
     */
    record ListOf(ColumnType element) implements ColumnType {
        public ListOf {
            Objects.requireNonNull(element, "element");
        }
    }

    /**
     * A row of named fields; the struct and each field may be null.
     *
     * @param fields at least one, names distinct
     */
    record StructOf(List<StructField> fields) implements ColumnType {
        public StructOf {
            fields = List.copyOf(fields);
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("A struct needs at least one field");
            }
            Set<String> names = new HashSet<>();
            for (StructField field : fields) {
                if (!names.add(field.name())) {
                    throw new IllegalArgumentException("Struct field " + field.name() + " is named twice");
                }
            }
        }
    }

    /**
     * One field of a struct.
     *
     * @param name not empty
     * @param type type of the field
     */
    record StructField(String name, ColumnType type) {
        public StructField {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("A struct field needs a name");
            }
            Objects.requireNonNull(type, "type");
        }
    }

    /**
     * A map; the map and its values may be null, its keys may not.
     *
     * @param key type of the keys
     * @param value type of the values
     */
    record MapOf(ColumnType key, ColumnType value) implements ColumnType {
        public MapOf {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }
}
