package dev.headgate.staging.batch;

import java.util.Arrays;

/**
 * Lists of any length, empty ones included. Append the elements of one list to {@link #element}, then call
 * {@link #endList}. A map is a list of structs of key and value.
 */
public final class ListVector extends ColumnVector {
    private final ColumnVector element;
    private final ByteCount count;
    private int[] ends = new int[INITIAL_ROWS];
    private int endOfLast;

    ListVector(ColumnVector element, ByteCount count) {
        this.element = element;
        this.count = count;
    }

    /** Takes the elements of the list that is being built. */
    public ColumnVector element() {
        return element;
    }

    /** Closes one list: all elements appended since the last call belong to it. */
    public void endList() {
        int at = valueCount();
        if (at == ends.length) {
            ends = Arrays.copyOf(ends, at * 2);
        }
        int end = element.rows();
        count.bytes += (end - endOfLast) * element.fixedBytes();
        ends[at] = end;
        endOfLast = end;
        appendPresent();
    }

    /**
     * Appends a null list, which is not an empty one.
     *
     * @throws IllegalStateException elements were appended for it
     */
    @Override
    public void appendNull() {
        if (element.rows() != endOfLast) {
            throw new IllegalStateException("A null list has no elements, got " + (element.rows() - endOfLast));
        }
        super.appendNull();
    }

    /** End of each list that is not null, as a row of {@link #element}, borrowed. */
    public int[] ends() {
        return ends;
    }

    @Override
    void truncateValues(int before, int after) {
        int end = after == 0 ? 0 : ends[after - 1];
        count.bytes -= (endOfLast - end) * element.fixedBytes();
        element.truncate(end);
        endOfLast = end;
    }

    @Override
    public void reset() {
        super.reset();
        element.reset();
        endOfLast = 0;
    }

    @Override
    public long retainedBytes() {
        return super.retainedBytes() + 4L * ends.length + element.retainedBytes();
    }

    @Override
    long fixedBytes() {
        return 4;
    }
}
