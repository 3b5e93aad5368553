package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.ArrayCursor;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableSchema;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Moves a one-dimensional array into a list column. An array of another shape, or with an element that the element type
 * cannot hold, is refused as a whole: a list with a hole would look like the value.
 */
final class ListFeed implements ColumnFeed {
    private final ColumnFeed element;
    private final ArrayCursor array = new ArrayCursor();
    /** Elements are tried here first, since a vector cannot take one back. */
    private final ColumnVector trial;

    ListFeed(ColumnFeed element, ColumnType elementType) {
        this.element = element;
        Column column = new Column("trial", new ColumnType.ListOf(elementType), false, null, null);
        ColumnBatch batch = new ColumnBatch(new TableSchema(List.of(column), List.of()));
        this.trial = ((ListVector) batch.column(0)).element();
    }

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            array.readBinary(buffer, index, length);
        } else {
            // Every built-in type but box separates elements by a comma, and box is staged as text.
            array.readText(buffer, index, length, ',');
        }
        boolean plain = array.dimensionCount() == 0 || (array.dimensionCount() == 1 && array.lowerBound(0) == 1);
        if (!plain || !fits(binary)) {
            return false;
        }
        ListVector list = (ListVector) target;
        appendElements(binary, list.element());
        list.endList();
        return true;
    }

    private boolean fits(boolean binary) {
        boolean fits = appendElements(binary, trial);
        trial.reset();
        return fits;
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
