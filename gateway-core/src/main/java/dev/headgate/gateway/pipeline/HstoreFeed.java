package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.HstoreCursor;
import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.batch.StructVector;
import io.netty.buffer.ByteBuf;

/** Moves an hstore into a map of texts. */
final class HstoreFeed implements ColumnFeed {
    private final HstoreCursor hstore = new HstoreCursor();

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            hstore.readBinary(buffer, index, length);
        } else {
            hstore.readText(buffer, index, length);
        }
        ListVector map = (ListVector) target;
        StructVector entry = (StructVector) map.element();
        for (int i = 0; i < hstore.pairCount(); i++) {
            append(entry.field(0), hstore.keyIndex(i), hstore.keyLength(i));
            if (hstore.isNull(i)) {
                entry.field(1).appendNull();
            } else {
                append(entry.field(1), hstore.valueIndex(i), hstore.valueLength(i));
            }
            entry.endStruct();
        }
        map.endList();
        return true;
    }

    private void append(ColumnVector target, int index, int length) {
        ByteBuf buffer = hstore.buffer();
        ((BytesVector) target).append(buffer.array(), buffer.arrayOffset() + index, length);
    }
}
