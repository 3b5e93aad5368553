package dev.headgate.ingest.delta;

import dev.headgate.staging.schema.ColumnType;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.util.List;

/**
 * The Delta type of each staged type.
 *
 * <pre>
 * BOOLEAN INT16 INT32 INT64 FLOAT DOUBLE     boolean smallint int bigint float double
 * STRING JSON                                string
 * UUID                                       string, as 3f2504e0-4f89-41d3-9a0c-0305e82c3301
 * TIME                                       string, as 09:30:00.123456
 * BINARY DATE DECIMAL(p,s)                   binary date decimal(p,s)
 * TIMESTAMP_LOCAL TIMESTAMP_UTC              timestamp_ntz timestamp
 * LIST STRUCT MAP                            array struct map, of the same
 * </pre>
 *
 * Delta has no type for a UUID, a time of day or JSON.
 */
public final class DeltaTypes {
    private DeltaTypes() {}

    /** The type of a destination column. */
    public static DataType of(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case UUID, TIME -> StringType.STRING;
                default -> asStaged(type);
            };
        }
        return nested(type, true);
    }

    /** The type with which a staged file is read: as the file has it, before UUID and TIME become text. */
    public static DataType asStaged(ColumnType type) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case BOOLEAN -> BooleanType.BOOLEAN;
                case INT16 -> ShortType.SHORT;
                case INT32 -> IntegerType.INTEGER;
                case INT64, TIME -> LongType.LONG;
                case FLOAT -> FloatType.FLOAT;
                case DOUBLE -> DoubleType.DOUBLE;
                case STRING, JSON -> StringType.STRING;
                case BINARY, UUID -> BinaryType.BINARY;
                case DATE -> DateType.DATE;
                case TIMESTAMP_LOCAL -> TimestampNTZType.TIMESTAMP_NTZ;
                case TIMESTAMP_UTC -> TimestampType.TIMESTAMP;
            };
        }
        return nested(type, false);
    }

    private static DataType nested(ColumnType type, boolean destination) {
        if (type instanceof ColumnType.Decimal decimal) {
            return new DecimalType(decimal.precision(), decimal.scale());
        }
        if (type instanceof ColumnType.ListOf list) {
            return new ArrayType(either(list.element(), destination), true);
        }
        if (type instanceof ColumnType.MapOf map) {
            return new MapType(either(map.key(), destination), either(map.value(), destination), true);
        }
        StructType struct = new StructType();
        List<ColumnType.StructField> fields = ((ColumnType.StructOf) type).fields();
        for (ColumnType.StructField field : fields) {
            struct = struct.add(field.name(), either(field.type(), destination));
        }
        return struct;
    }

    private static DataType either(ColumnType type, boolean destination) {
        return destination ? of(type) : asStaged(type);
    }

    /** Whether every value of one type is a value of the other, and Delta can change a column so in place. */
    static boolean widens(DataType from, DataType to) {
        if (from instanceof ShortType) {
            return to instanceof IntegerType || to instanceof LongType;
        }
        if (from instanceof IntegerType) {
            return to instanceof LongType;
        }
        if (from instanceof FloatType) {
            return to instanceof DoubleType;
        }
        return from instanceof DecimalType narrow
                && to instanceof DecimalType wide
                && wide.getScale() == narrow.getScale()
                && wide.getPrecision() > narrow.getPrecision();
    }
}
