package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.value.RecordCursor;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.StructVector;
import io.netty.buffer.ByteBuf;

/**
 * Moves a value of a composite type into a struct. A field that its type cannot hold refuses the whole value; so do other
 * fields than the catalog names, which a value has that is older or newer than what the catalog was when it was read.
 */
final class StructFeed implements ColumnFeed {
    private final ColumnFeed[] fields;
    private final int[] typeOids;
    private final RecordCursor row = new RecordCursor();

    /** @param typeOids of the fields, as a binary value names them */
    StructFeed(ColumnFeed[] fields, int[] typeOids) {
        this.fields = fields;
        this.typeOids = typeOids;
    }

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            row.readBinary(buffer, index, length);
        } else {
            row.readText(buffer, index, length);
        }
        StructVector struct = (StructVector) target;
        int rows = struct.rows();
        if (row.fieldCount() != fields.length) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            if (!appendField(i, binary, struct.field(i))) {
                struct.truncate(rows);
                return false;
            }
        }
        struct.endStruct();
        return true;
    }

    private boolean appendField(int field, boolean binary, ColumnVector target) {
        if (binary && row.typeOid(field) != typeOids[field]) {
            return false;
        }
        if (row.isNull(field)) {
            target.appendNull();
            return true;
        }
        try {
            return fields[field].append(row.buffer(), row.index(field), row.length(field), binary, target);
        } catch (MalformedValueException e) {
            if (binary) {
                throw e;
            }
            // The text form does not name the types of its fields: this is how another type shows.
            return false;
        }
    }
}
