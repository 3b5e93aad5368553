package dev.headgate.ingest.staged;

import dev.headgate.staging.schema.ColumnType;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a staged cell one of its destination's type: a UUID and a time of day become text, a number becomes wider. */
interface CellConversion {
    /**
     * The destination's cell.
     *
     * @param cell not null
     */
    Object apply(Object cell);

    /** The conversion of a column; null if there is nothing to do. */
    static @Nullable CellConversion of(ColumnType staged, DataType destination) {
        if (staged == ColumnType.Primitive.UUID) {
            return cell -> uuid((ByteBuffer) cell);
        }
        if (staged == ColumnType.Primitive.TIME) {
            return cell -> time((Long) cell);
        }
        if (staged instanceof ColumnType.Primitive || staged instanceof ColumnType.Decimal) {
            return widening(staged, destination);
        }
        return nested(staged, destination);
    }

    private static @Nullable CellConversion widening(ColumnType staged, DataType destination) {
        if (staged == ColumnType.Primitive.INT16 && destination instanceof IntegerType) {
            return cell -> ((Short) cell).intValue();
        }
        boolean integer = staged == ColumnType.Primitive.INT16 || staged == ColumnType.Primitive.INT32;
        if (integer && destination instanceof LongType) {
            return cell -> ((Number) cell).longValue();
        }
        if (staged == ColumnType.Primitive.FLOAT && destination instanceof DoubleType) {
            return cell -> ((Float) cell).doubleValue();
        }
        if (staged instanceof ColumnType.Decimal && destination instanceof DecimalType decimal) {
            return cell -> ((BigDecimal) cell).setScale(decimal.getScale());
        }
        return null;
    }

    private static @Nullable CellConversion nested(ColumnType staged, DataType destination) {
        if (staged instanceof ColumnType.ListOf list) {
            CellConversion element = of(list.element(), ((ArrayType) destination).getElementType());
            return element == null ? null : cell -> list((List<?>) cell, element);
        }
        if (staged instanceof ColumnType.MapOf map) {
            CellConversion key = of(map.key(), ((MapType) destination).getKeyType());
            CellConversion value = of(map.value(), ((MapType) destination).getValueType());
            return key == null && value == null ? null : cell -> map((Map<?, ?>) cell, key, value);
        }
        StructType struct = (StructType) destination;
        List<@Nullable CellConversion> fields = new ArrayList<>();
        List<ColumnType.StructField> stagedFields = ((ColumnType.StructOf) staged).fields();
        for (int i = 0; i < stagedFields.size(); i++) {
            fields.add(of(stagedFields.get(i).type(), struct.at(i).getDataType()));
        }
        return fields.stream().allMatch(field -> field == null) ? null : cell -> struct((List<?>) cell, fields);
    }

    private static @Nullable Object converted(@Nullable Object cell, @Nullable CellConversion conversion) {
        return cell == null || conversion == null ? cell : conversion.apply(cell);
    }

    private static Object list(List<?> list, CellConversion element) {
        List<@Nullable Object> cells = new ArrayList<>(list.size());
        for (Object cell : list) {
            cells.add(converted(cell, element));
        }
        return Collections.unmodifiableList(cells);
    }

    private static Object struct(List<?> struct, List<@Nullable CellConversion> fields) {
        List<@Nullable Object> cells = new ArrayList<>(struct.size());
        for (int i = 0; i < struct.size(); i++) {
            cells.add(converted(struct.get(i), fields.get(i)));
        }
        return Collections.unmodifiableList(cells);
    }

    private static Object map(Map<?, ?> map, @Nullable CellConversion key, @Nullable CellConversion value) {
        Map<@Nullable Object, @Nullable Object> cells = new LinkedHashMap<>();
        map.forEach((k, v) -> cells.put(converted(k, key), converted(v, value)));
        return Collections.unmodifiableMap(cells);
    }

    private static String uuid(ByteBuffer bytes) {
        ByteBuffer read = bytes.duplicate();
        return new UUID(read.getLong(), read.getLong()).toString();
    }

    /** Always with microseconds, so that texts order as times do. PostgreSQL has 24:00:00, which Java's times lack. */
    private static String time(long micros) {
        long seconds = micros / 1_000_000;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%06d",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                micros % 1_000_000);
    }
}
