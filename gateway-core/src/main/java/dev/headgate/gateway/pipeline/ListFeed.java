package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.ArrayCursor;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.ListVector;
import io.netty.buffer.ByteBuf;

/**
 * Moves a one-dimensional array into a list column. An array of another shape, or with an element that the element type
 * cannot hold, is refused as a whole: a list with a hole would look like the value.
 */
final class ListFeed implements ColumnFeed {
    private final ColumnFeed element;
    private final char delimiter;
    private final ArrayCursor array = new ArrayCursor();

    /** @param delimiter between elements in the text form */
    ListFeed(ColumnFeed element, char delimiter) {
        this.element = element;
        this.delimiter = delimiter;
    }

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            array.readBinary(buffer, index, length);
        } else {
            array.readText(buffer, index, length, delimiter);
        }
        boolean plain = array.dimensionCount() == 0 || (array.dimensionCount() == 1 && array.lowerBound(0) == 1);
        ListVector list = (ListVector) target;
        if (!plain || !appendElements(binary, list.element())) {
            list.truncate(list.rows());
            return false;
        }
        list.endList();
        return true;
    }

    private boolean appendElements(boolean binary, ColumnVector elements) {
        for (int i = 0; i < array.elementCount(); i++) {
            if (array.isNull(i)) {
                elements.appendNull();
            } else if (!element.append(array.buffer(), array.index(i), array.length(i), binary, elements)) {
                return false;
            }
        }
        return true;
    }
}
