package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.batch.StructVector;
import java.io.IOException;

/**
 * Takes a nested column apart into its leaves, one level at a time: each level turns the entries of the level above
 * into its own, and a leaf has all its levels at the end. Spec: Parquet, "Nested Encoding" (Dremel).
 */
sealed interface FieldWriter {
    /** Takes the whole vector; {@code entries} say which of its rows stand where. */
    void append(ColumnVector vector, Levels entries) throws IOException;

    /** Entries of {@code out} for the rows of one nullable level: a null ends here, a value is one level deeper. */
    private static void descend(ColumnVector vector, Levels entries, int nullLevel, boolean nullable, Levels out) {
        out.clear();
        for (int i = 0; i < entries.count(); i++) {
            int row = entries.row(i);
            if (row == Levels.NONE || (nullable && vector.isNull(row))) {
                out.add(Levels.NONE, entries.repetition(i), entries.definition(i));
            } else {
                out.add(row, entries.repetition(i), nullable ? nullLevel + 1 : nullLevel);
            }
        }
    }

    /** A primitive at the end of a path. */
    final class Leaf implements FieldWriter {
        private final ChunkWriter chunk;
        private final int nullLevel;
        private final boolean nullable;
        private final Levels out = new Levels();

        Leaf(ChunkWriter chunk, int nullLevel, boolean nullable) {
            this.chunk = chunk;
            this.nullLevel = nullLevel;
            this.nullable = nullable;
        }

        @Override
        public void append(ColumnVector vector, Levels entries) throws IOException {
            if (!nullable && vector.nullCount() > 0) {
                throw new IllegalArgumentException("Column " + chunk.name() + " holds a null where none may be");
            }
            descend(vector, entries, nullLevel, nullable, out);
            chunk.appendNested(vector, out);
        }
    }

    /** A struct, or the entry of a map. */
    final class Struct implements FieldWriter {
        private final FieldWriter[] fields;
        private final int nullLevel;
        private final boolean nullable;
        private final Levels out = new Levels();

        Struct(FieldWriter[] fields, int nullLevel, boolean nullable) {
            this.fields = fields;
            this.nullLevel = nullLevel;
            this.nullable = nullable;
        }

        @Override
        public void append(ColumnVector vector, Levels entries) throws IOException {
            if (!nullable && vector.nullCount() > 0) {
                throw new IllegalArgumentException("A required struct or map entry is null");
            }
            descend(vector, entries, nullLevel, nullable, out);
            for (int i = 0; i < fields.length; i++) {
                fields[i].append(((StructVector) vector).field(i), out);
            }
        }
    }

    /** A list, or a map as a list of entries. */
    final class Repeated implements FieldWriter {
        private final FieldWriter element;
        private final int nullLevel;
        private final boolean nullable;
        private final int repetitionLevel;
        private final Levels out = new Levels();

        Repeated(FieldWriter element, int nullLevel, boolean nullable, int repetitionLevel) {
            this.element = element;
            this.nullLevel = nullLevel;
            this.nullable = nullable;
            this.repetitionLevel = repetitionLevel;
        }

        @Override
        public void append(ColumnVector vector, Levels entries) throws IOException {
            ListVector lists = (ListVector) vector;
            if (!nullable && vector.nullCount() > 0) {
                throw new IllegalArgumentException("A required list or map is null");
            }
            int emptyLevel = nullable ? nullLevel + 1 : nullLevel;
            int[] ends = lists.ends();
            int list = 0;
            int start = 0;
            out.clear();
            for (int i = 0; i < entries.count(); i++) {
                int row = entries.row(i);
                if (row == Levels.NONE || lists.isNull(row)) {
                    out.add(Levels.NONE, entries.repetition(i), entries.definition(i));
                    continue;
                }
                int end = ends[list++];
                if (start == end) {
                    out.add(Levels.NONE, entries.repetition(i), emptyLevel);
                }
                for (int at = start; at < end; at++) {
                    out.add(at, at == start ? entries.repetition(i) : repetitionLevel, emptyLevel + 1);
                }
                start = end;
            }
            element.append(lists.element(), out);
        }
    }
}
