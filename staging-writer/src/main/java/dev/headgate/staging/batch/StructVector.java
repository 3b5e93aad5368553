package dev.headgate.staging.batch;

/** Structs. Append one value or null to each {@link #field}, then call {@link #endStruct}. */
public final class StructVector extends ColumnVector {
    private final ColumnVector[] fields;

    StructVector(ColumnVector[] fields) {
        this.fields = fields;
    }

    /** Takes the values of the field at this index, in the order of the type. */
    public ColumnVector field(int index) {
        return fields[index];
    }

    /** Number of fields. */
    public int fieldCount() {
        return fields.length;
    }

    /**
     * Closes one struct.
     *
     * @throws IllegalStateException a field did not get exactly one row since the last call
     */
    public void endStruct() {
        appendPresent();
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].rows() != rows()) {
                throw new IllegalStateException(
                        "Struct " + rows() + " has " + fields[i].rows() + " rows in field " + i);
            }
        }
    }

    /** Appends a null struct, and a null to each field to keep them in step. */
    @Override
    public void appendNull() {
        super.appendNull();
        for (ColumnVector field : fields) {
            field.appendNull();
        }
    }

    @Override
    void truncateValues(int before, int after) {
        for (ColumnVector field : fields) {
            field.truncate(rows());
        }
    }

    @Override
    public void reset() {
        super.reset();
        for (ColumnVector field : fields) {
            field.reset();
        }
    }

    @Override
    public long retainedBytes() {
        long bytes = super.retainedBytes();
        for (ColumnVector field : fields) {
            bytes += field.retainedBytes();
        }
        return bytes;
    }

    @Override
    long fixedBytes() {
        long bytes = 0;
        for (ColumnVector field : fields) {
            bytes += field.fixedBytes();
        }
        return bytes;
    }
}
