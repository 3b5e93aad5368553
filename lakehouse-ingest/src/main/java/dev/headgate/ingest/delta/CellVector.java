package dev.headgate.ingest.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cells of one column, for Kernel to write. */
final class CellVector implements ColumnVector {
    private final DataType type;
    private final @Nullable Object[] cells;

    CellVector(DataType type, @Nullable Object[] cells) {
        this.type = type;
        this.cells = cells;
    }

    @Override
    public DataType getDataType() {
        return type;
    }

    @Override
    public int getSize() {
        return cells.length;
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }

    @Override
    public boolean isNullAt(int row) {
        return cells[row] == null;
    }

    private Object cell(int row) {
        return Objects.requireNonNull(cells[row]);
    }

    @Override
    public boolean getBoolean(int row) {
        return (Boolean) cell(row);
    }

    @Override
    public byte getByte(int row) {
        return (Byte) cell(row);
    }

    @Override
    public short getShort(int row) {
        return (Short) cell(row);
    }

    @Override
    public int getInt(int row) {
        return (Integer) cell(row);
    }

    @Override
    public long getLong(int row) {
        return (Long) cell(row);
    }

    @Override
    public float getFloat(int row) {
        return (Float) cell(row);
    }

    @Override
    public double getDouble(int row) {
        return (Double) cell(row);
    }

    @Override
    public byte[] getBinary(int row) {
        ByteBuffer bytes = ((ByteBuffer) cell(row)).duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    @Override
    public String getString(int row) {
        return (String) cell(row);
    }

    @Override
    public BigDecimal getDecimal(int row) {
        return (BigDecimal) cell(row);
    }

    @Override
    public ArrayValue getArray(int row) {
        CellVector elements = new CellVector(((ArrayType) type).getElementType(), ((List<?>) cell(row)).toArray());
        return new ArrayValue() {
            @Override
            public int getSize() {
                return elements.getSize();
            }

            @Override
            public ColumnVector getElements() {
                return elements;
            }
        };
    }

    @Override
    public MapValue getMap(int row) {
        MapType mapType = (MapType) type;
        Map<?, ?> map = (Map<?, ?>) cell(row);
        CellVector keys = new CellVector(mapType.getKeyType(), map.keySet().toArray());
        CellVector values = new CellVector(mapType.getValueType(), map.values().toArray());
        return new MapValue() {
            @Override
            public int getSize() {
                return keys.getSize();
            }

            @Override
            public ColumnVector getKeys() {
                return keys;
            }

            @Override
            public ColumnVector getValues() {
                return values;
            }
        };
    }

    /** The vector of one field of a struct: null wherever the struct is. */
    @Override
    public ColumnVector getChild(int ordinal) {
        @Nullable Object[] fields = new @Nullable Object[cells.length];
        for (int i = 0; i < cells.length; i++) {
            Object struct = cells[i];
            fields[i] = struct == null ? null : ((List<?>) struct).get(ordinal);
        }
        return new CellVector(((StructType) type).at(ordinal).getDataType(), fields);
    }
}
