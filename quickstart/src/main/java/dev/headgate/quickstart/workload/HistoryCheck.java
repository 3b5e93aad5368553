package dev.headgate.quickstart.workload;

import dev.headgate.quickstart.oracle.FoldedTable;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.StagedTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the staged state was right after <em>every</em> commit log entry: after each one the tables of
 * {@link RandomTransactions} must have the digests that the last staged transaction left in {@code marks}. A table that is being read is left out.
 */
public final class HistoryCheck {

    private static final List<String> DIGESTED = List.of("plain", "pairs", "wide");

    private final StagedState state;
    private final String catalog;
    private final String schema;

    /**
     * A check of one schema.
     *
     * @param state stays open and owned by the caller
     * @param catalog destination catalog
     * @param schema destination schema
     */
    public HistoryCheck(StagedState state, String catalog, String schema) {
        this.state = state;
        this.catalog = catalog;
        this.schema = schema;
    }

    /** One line for each entry and table that does not have the digest of its moment. */
    public List<String> problems() {
        return problemsAfter(0);
    }

    /**
     * As {@link #problems}, of the entries after one that was checked before. Each entry is folded from the beginning: who
     * checks a growing log again and again would wait longer each time.
     */
    public List<String> problemsAfter(long checkedEntry) {
        List<String> problems = new ArrayList<>();
        for (long entry : state.throughLsns().keySet()) {
            List<@Nullable String> mark = entry <= checkedEntry ? null : lastMark(entry);
            if (mark == null) {
                continue;
            }
            for (int table = 0; table < DIGESTED.size(); table++) {
                if (!state.isCurrent(new StagedTable(catalog, schema, DIGESTED.get(table)), entry)) {
                    continue;
                }
                String expected = String.valueOf(mark.get(table + 1));
                String actual = digest(DIGESTED.get(table), entry);
                if (!expected.equals(actual)) {
                    problems.add("after entry " + entry + " and transaction " + mark.get(0) + ", " + DIGESTED.get(table)
                            + " has digest " + actual + " instead of " + expected);
                }
            }
        }
        return problems;
    }

    private @Nullable List<@Nullable String> lastMark(long entry) {
        if (!state.isCurrent(new StagedTable(catalog, schema, "marks"), entry)) {
            return null;
        }
        try (FoldedTable marks = state.fold(new StagedTable(catalog, schema, "marks"), entry)) {
            List<List<@Nullable String>> rows = marks == null ? List.of() : marks.toText();
            return rows.isEmpty() ? null : rows.get(rows.size() - 1);
        }
    }

    private String digest(String table, long entry) {
        try (FoldedTable folded = state.fold(new StagedTable(catalog, schema, table), entry)) {
            return folded == null ? "0:0" : folded.digest();
        }
    }
}
