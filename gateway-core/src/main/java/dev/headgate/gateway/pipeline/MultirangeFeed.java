package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.MultirangeCursor;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.ListVector;
import io.netty.buffer.ByteBuf;

/** Moves a multirange into a list of ranges. A range that cannot be held refuses the whole value. */
final class MultirangeFeed implements ColumnFeed {
    private final RangeFeed range;
    private final MultirangeCursor multirange = new MultirangeCursor();

    MultirangeFeed(RangeFeed range) {
        this.range = range;
    }

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            multirange.readBinary(buffer, index, length);
        } else {
            multirange.readText(buffer, index, length);
        }
        ListVector list = (ListVector) target;
        for (int i = 0; i < multirange.rangeCount(); i++) {
            if (!range.append(buffer, multirange.index(i), multirange.length(i), binary, list.element())) {
                list.truncate(list.rows());
                return false;
            }
        }
        list.endList();
        return true;
    }
}
