package dev.headgate.ingest.delta;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableSchema;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a destination table's schema becomes when rows of other staged schemas come: a new column is added, a renamed one
 * (known by its field id) is renamed, a wider type widens the column, a dropped one stays and is null from then on.
 *
 * <p>What a column is at the source is kept in the metadata of the Delta field: {@value #FIELD_ID}, {@value #SOURCE_NAME},
 * and {@value #FIRST_NAME}, the name under which the texts of unrepresentable values are kept for good. Delta's names
 * ignore case: of two columns that differ in case only, and of a new column with the name of a dropped one, one gets a
 * number behind its name. A column that is not the source's, but says something of the row, has {@value #ROLE}. One thread.
 */
public final class SchemaEvolution {
    static final String FIELD_ID = "headgate.field_id";
    static final String SOURCE_NAME = "headgate.source_name";
    static final String FIRST_NAME = "headgate.first_name";
    static final String TEXTS = "headgate.unrepresentable";
    static final String ROLE = "headgate.role";

    private final List<StructField> fields;
    private final boolean replacing;
    private boolean changed;
    private boolean widened;

    /**
     * @param current the table's schema; null when there is no table yet
     * @param replacing all rows are about to be replaced: a column may become one of another type
     */
    public SchemaEvolution(@Nullable StructType current, boolean replacing) {
        this.fields = current == null ? new ArrayList<>() : new ArrayList<>(current.fields());
        this.replacing = replacing;
        this.changed = current == null;
    }

    /** The schema with everything that was placed. */
    public StructType schema() {
        return new StructType(fields);
    }

    /** Whether it is another one than the table has. */
    public boolean changed() {
        return changed;
    }

    /** Whether a column that the table has got a wider type. */
    public boolean widened() {
        return widened;
    }

    /**
     * Makes room for the columns of a staged schema.
     *
     * @return for each staged column its ordinal in {@link #schema}; ordinals never change
     * @throws IngestException a column has a type that its destination cannot take
     */
    public int[] place(TableSchema staged) {
        List<Column> columns = staged.columns();
        int[] ordinals = new int[columns.size()];
        Arrays.setAll(ordinals, i -> ordinalOf(columns.get(i)));
        for (int i = 0; i < ordinals.length; i++) {
            if (ordinals[i] < 0) {
                ordinals[i] = add(columns.get(i));
            }
        }
        for (int i = 0; i < ordinals.length; i++) {
            name(ordinals[i], columns.get(i).name(), ordinals);
        }
        return ordinals;
    }

    /** Makes sure that there is a column for the texts of unrepresentable values. */
    public void placeTexts(String name) {
        if (textsOrdinal(schema()) < 0) {
            DataType texts = new MapType(StringType.STRING, StringType.STRING, true);
            FieldMetadata metadata =
                    FieldMetadata.builder().putBoolean(TEXTS, true).build();
            fields.add(new StructField(unique(name), texts, true, metadata));
            changed = true;
        }
    }

    /**
     * Makes sure that there is a column that says something of each row.
     *
     * @param role what it says: the column is known by this, whatever its name
     * @param name of a new one
     * @return its ordinal
     */
    public int placeRole(String role, String name, DataType type) {
        for (int i = 0; i < fields.size(); i++) {
            FieldMetadata metadata = fields.get(i).getMetadata();
            if (metadata.contains(ROLE) && role.equals(metadata.getString(ROLE))) {
                return i;
            }
        }
        FieldMetadata metadata = FieldMetadata.builder().putString(ROLE, role).build();
        fields.add(new StructField(unique(name), type, true, metadata));
        changed = true;
        return fields.size() - 1;
    }

    /** A cell that the table has now, as a cell of the column's type afterwards. */
    public @Nullable Object adapt(int ordinal, @Nullable Object cell) {
        DataType type = fields.get(ordinal).getDataType();
        if (type instanceof LongType && (cell instanceof Integer || cell instanceof Short)) {
            return ((Number) cell).longValue();
        }
        if (type instanceof IntegerType && cell instanceof Short number) {
            return number.intValue();
        }
        return type instanceof DoubleType && cell instanceof Float number ? (Object) number.doubleValue() : cell;
    }

    /** Where the texts of unrepresentable values are; -1 for nowhere. */
    public static int textsOrdinal(StructType schema) {
        for (int i = 0; i < schema.length(); i++) {
            if (schema.at(i).getMetadata().contains(TEXTS)) {
                return i;
            }
        }
        return -1;
    }

    /** The column that is this one, its type made wide enough; -1 if there is none. */
    private int ordinalOf(Column column) {
        for (int i = 0; i < fields.size(); i++) {
            StructField field = fields.get(i);
            if (isSame(field, column)) {
                return fits(i, field, column) ? i : -1;
            }
        }
        return -1;
    }

    private static boolean isSame(StructField field, Column column) {
        FieldMetadata metadata = field.getMetadata();
        Integer id = column.fieldId();
        if (id != null && metadata.contains(FIELD_ID)) {
            return metadata.getLong(FIELD_ID) == id.longValue();
        }
        return column.name().equals(metadata.contains(SOURCE_NAME) ? metadata.getString(SOURCE_NAME) : null);
    }

    private boolean fits(int ordinal, StructField field, Column column) {
        DataType have = field.getDataType();
        DataType want = DeltaTypes.of(column.type());
        if (sameType(have, want) || DeltaTypes.widens(want, have)) {
            return true;
        }
        if (DeltaTypes.widens(have, want)) {
            fields.set(ordinal, field.withDataType(want));
            changed = true;
            widened = true;
            return true;
        }
        if (replacing) {
            retire(ordinal);
            return false;
        }
        throw new IngestException(
                IngestErrorCode.SCHEMA_INCOMPATIBLE,
                "Column " + column.name() + " became " + want + ", and the destination has " + have,
                Map.of());
    }

    /** From now on no staged column is this one. */
    private void retire(int ordinal) {
        StructField field = fields.get(ordinal);
        FieldMetadata.Builder metadata = FieldMetadata.builder();
        FieldMetadata before = field.getMetadata();
        metadata.fromMetadata(before);
        metadata.putLong(FIELD_ID, -1);
        metadata.putString(SOURCE_NAME, "");
        fields.set(ordinal, field.withNewMetadata(metadata.build()));
        changed = true;
    }

    private int add(Column column) {
        FieldMetadata.Builder metadata = FieldMetadata.builder().putString(SOURCE_NAME, column.name());
        Integer id = column.fieldId();
        if (id != null) {
            metadata.putLong(FIELD_ID, id);
        }
        String name = unique(column.name());
        metadata.putString(FIRST_NAME, name);
        fields.add(new StructField(name, DeltaTypes.of(column.type()), true, metadata.build()));
        changed = true;
        return fields.size() - 1;
    }

    /** Gives a column its source's name, unless a column that is still at the source has it. */
    private void name(int ordinal, String wanted, int[] live) {
        if (fields.get(ordinal).getName().equals(wanted)) {
            return;
        }
        int holder = holderOf(wanted, ordinal);
        boolean free = holder < 0;
        if (!free && Arrays.stream(live).noneMatch(other -> other == holder)) {
            rename(holder, numbered(wanted, ordinal), fields.get(holder).getMetadata());
            free = true;
        }
        if (free) {
            FieldMetadata metadata = FieldMetadata.builder()
                    .fromMetadata(fields.get(ordinal).getMetadata())
                    .putString(SOURCE_NAME, wanted)
                    .build();
            rename(ordinal, wanted, metadata);
        }
    }

    private void rename(int ordinal, String name, FieldMetadata metadata) {
        StructField field = fields.get(ordinal);
        fields.set(ordinal, new StructField(name, field.getDataType(), field.isNullable(), metadata));
        changed = true;
    }

    private int holderOf(String name, int except) {
        String folded = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < fields.size(); i++) {
            if (i != except && fields.get(i).getName().toLowerCase(Locale.ROOT).equals(folded)) {
                return i;
            }
        }
        return -1;
    }

    private String unique(String name) {
        return holderOf(name, -1) < 0 ? name : numbered(name, -1);
    }

    /** A name with a number that no column has, but for one that is about to get another. */
    private String numbered(String name, int except) {
        int number = 2;
        while (holderOf(name + "_" + number, except) >= 0) {
            number++;
        }
        return name + "_" + number;
    }

    /** Equal but for the metadata of nested fields, which Kernel fills in. */
    private static boolean sameType(DataType left, DataType right) {
        if (left instanceof ArrayType one && right instanceof ArrayType other) {
            return sameType(one.getElementType(), other.getElementType());
        }
        if (left instanceof MapType one && right instanceof MapType other) {
            return sameType(one.getKeyType(), other.getKeyType()) && sameType(one.getValueType(), other.getValueType());
        }
        if (left instanceof StructType one && right instanceof StructType other) {
            boolean same = one.length() == other.length();
            for (int i = 0; same && i < one.length(); i++) {
                same = one.at(i).getName().equals(other.at(i).getName())
                        && sameType(one.at(i).getDataType(), other.at(i).getDataType());
            }
            return same;
        }
        return Objects.equals(left, right);
    }
}
