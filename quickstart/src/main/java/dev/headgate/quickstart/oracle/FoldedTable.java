package dev.headgate.quickstart.oracle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table rebuilt from its changes, as it was after one entry. Valid until its {@link StagedState} is closed. */
public final class FoldedTable implements AutoCloseable {

    private final DuckDb duck;
    private final String relation;
    private final LoadedTable loaded;

    FoldedTable(DuckDb duck, String relation, LoadedTable loaded) {
        this.duck = duck;
        this.relation = relation;
        this.loaded = loaded;
    }

    /** Destination name. */
    public StagedTable table() {
        return loaded.table();
    }

    /** Column names of the newest schema version. */
    public List<String> columns() {
        return loaded.columns();
    }

    /** Names of the key columns, empty for a table without key. */
    public List<String> key() {
        return loaded.key().stream().map(loaded.columns()::get).toList();
    }

    /** Number of rows. */
    public long rows() {
        return duck.number("SELECT count(*) FROM " + relation);
    }

    /** All rows as text, ordered by key (by all columns where there is none). For small tables. */
    public List<List<@Nullable String>> toText() {
        String columns = IntStream.range(0, loaded.columns().size())
                .mapToObj(index -> "CAST(c" + index + " AS VARCHAR)")
                .collect(Collectors.joining(", "));
        String order = loaded.key().isEmpty() ? "ALL" : loaded.keyColumns("");
        return duck.query("SELECT " + columns + " FROM " + relation + " ORDER BY " + order);
    }

    /** The {@link RowDigest} of all rows and columns. */
    public String digest() {
        return duck.texts(RowDigest.duckDb(
                        relation,
                        IntStream.range(0, loaded.columns().size())
                                .mapToObj(index -> "c" + index)
                                .toList()))
                .get(0);
    }

    String relation() {
        return relation;
    }

    /** Position of a column, -1 if the table has none of that name. */
    int indexOf(String column) {
        return loaded.columns().indexOf(column);
    }

    /** Whether there is a column with the source text of values that the type cannot hold. */
    boolean hasUnrepresentable(int index) {
        return loaded.unrepresentable().containsKey(index);
    }

    /** Frees the memory of the rows. */
    @Override
    public void close() {
        duck.execute("DROP TABLE " + relation);
    }
}
