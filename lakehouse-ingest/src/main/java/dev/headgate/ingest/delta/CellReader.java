package dev.headgate.ingest.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes values out of Kernel's vectors, as cells. */
public final class CellReader {
    private CellReader() {}

    /** The cell of one row. */
    public static @Nullable Object cell(ColumnVector vector, int row) {
        if (vector.isNullAt(row)) {
            return null;
        }
        DataType type = vector.getDataType();
        if (type instanceof StringType) {
            return vector.getString(row);
        }
        if (type instanceof LongType || type instanceof TimestampType || type instanceof TimestampNTZType) {
            return vector.getLong(row);
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return vector.getInt(row);
        }
        if (type instanceof DecimalType) {
            return vector.getDecimal(row);
        }
        if (type instanceof BooleanType) {
            return vector.getBoolean(row);
        }
        return lessCommon(vector, row, type);
    }

    private static Object lessCommon(ColumnVector vector, int row, DataType type) {
        if (type instanceof DoubleType) {
            return vector.getDouble(row);
        }
        if (type instanceof ShortType) {
            return vector.getShort(row);
        }
        if (type instanceof FloatType) {
            return vector.getFloat(row);
        }
        if (type instanceof BinaryType) {
            return ByteBuffer.wrap(vector.getBinary(row));
        }
        if (type instanceof ByteType) {
            return vector.getByte(row);
        }
        if (type instanceof ArrayType) {
            ArrayValue list = vector.getArray(row);
            return cells(list.getElements(), list.getSize());
        }
        if (type instanceof MapType) {
            return map(vector.getMap(row));
        }
        if (type instanceof StructType struct) {
            List<@Nullable Object> fields = new ArrayList<>(struct.length());
            for (int i = 0; i < struct.length(); i++) {
                fields.add(cell(vector.getChild(i), row));
            }
            return Collections.unmodifiableList(fields);
        }
        throw new IllegalStateException("No cell for type " + type);
    }

    private static List<@Nullable Object> cells(ColumnVector vector, int size) {
        List<@Nullable Object> cells = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            cells.add(cell(vector, i));
        }
        return Collections.unmodifiableList(cells);
    }

    private static Map<@Nullable Object, @Nullable Object> map(MapValue value) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < value.getSize(); i++) {
            map.put(cell(value.getKeys(), i), cell(value.getValues(), i));
        }
        return Collections.unmodifiableMap(map);
    }
}
