package dev.headgate.staging.parquet;

import java.util.Arrays;

/**
 * The entries of one level of a nested column over one batch: for each its row in the vector of that level, or -1 if
 * something above it is null or empty, and the repetition and definition level that hold so far.
 */
final class Levels {
    static final int NONE = -1;

    private int[] rows = new int[64];
    private byte[] repetition = new byte[64];
    private byte[] definition = new byte[64];
    private int count;

    /** One entry for each row of a top-level column. */
    void setTop(int rowCount) {
        count = 0;
        for (int row = 0; row < rowCount; row++) {
            add(row, 0, 0);
        }
    }

    void clear() {
        count = 0;
    }

    void add(int row, int repetitionLevel, int definitionLevel) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, count * 2);
            repetition = Arrays.copyOf(repetition, count * 2);
            definition = Arrays.copyOf(definition, count * 2);
        }
        rows[count] = row;
        repetition[count] = (byte) repetitionLevel;
        definition[count] = (byte) definitionLevel;
        count++;
    }

    int count() {
        return count;
    }

    int row(int entry) {
        return rows[entry];
    }

    int repetition(int entry) {
        return repetition[entry];
    }

    int definition(int entry) {
        return definition[entry];
    }

    long retainedBytes() {
        return 6L * rows.length;
    }
}
