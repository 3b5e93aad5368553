package dev.headgate.quickstart.oracle;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The promises about single rows and their order, each as one query whose rows are the broken places.
 *
 * <p>They look at positions and metadata, and for keyed tables at whether each change is possible after the one before it.
 */
final class OrderChecks {

    private static final int SHOWN = 5;

    private final DuckDb duck;
    private final OracleOptions options;
    private final List<String> problems;

    OrderChecks(DuckDb duck, OracleOptions options, List<String> problems) {
        this.duck = duck;
        this.options = options;
        this.problems = problems;
    }

    /** Over all tables: expects the relations {@code files} and {@code entries} and one for each table. */
    void checkPositions(List<LoadedTable> tables) {
        String union = tables.stream()
                .map(table -> "SELECT entry, file, rn, op, epoch, lsn, ord, xid FROM " + table.relation())
                .collect(Collectors.joining(" UNION ALL "));
        duck.execute("CREATE VIEW positions AS " + union);
        none(
                "row without op, epoch, commit LSN or ordinal",
                "SELECT file, rn FROM positions WHERE op IS NULL OR epoch IS NULL OR lsn IS NULL OR ord IS NULL "
                        + "OR op NOT IN ('c', 'u', 'd', 'r', 't')");
        none(
                "position that appears twice (epoch, commit LSN, ordinal, times)",
                "SELECT epoch, lsn, ord, count(*) FROM positions WHERE ord > 0 GROUP BY epoch, lsn, ord HAVING count(*) > 1");
        none(
                "transaction that is in more than one entry (epoch, commit LSN, first entry, last entry)",
                "SELECT epoch, lsn, min(entry), max(entry) FROM positions WHERE ord > 0 GROUP BY epoch, lsn "
                        + "HAVING min(entry) <> max(entry)");
        none(
                "transaction with more than one transaction id (epoch, commit LSN)",
                "SELECT epoch, lsn FROM positions WHERE ord > 0 GROUP BY epoch, lsn HAVING count(DISTINCT xid) > 1");
        none(
                "row out of order in its file (file, row, commit LSN, ordinal)",
                "SELECT path, rn, lsn, ord FROM positions JOIN files USING (file) WHERE ord > 0 QUALIFY (lsn, ord) <= "
                        + "lag((lsn, ord)) OVER (PARTITION BY file ORDER BY rn)");
        none(
                "row outside the LSNs or the epoch of its entry (entry, epoch, commit LSN, ordinal)",
                "SELECT entry, p.epoch, lsn, ord FROM positions p JOIN entries e USING (entry) WHERE p.epoch <> e.epoch "
                        + "OR ord > 0 AND (lsn < e.from_lsn OR lsn >= e.through_lsn)");
        none(
                "entry with more transactions in its rows than it counts (entry, in rows, counted)",
                "SELECT entry, count(DISTINCT lsn), any_value(e.transactions) FROM positions p JOIN entries e USING (entry) "
                        + "WHERE ord > 0 GROUP BY entry HAVING count(DISTINCT lsn) > any_value(e.transactions)");
        if (options.denseOrdinals()) {
            none(
                    "transaction with a gap in its ordinals (epoch, commit LSN, rows, highest ordinal)",
                    "SELECT epoch, lsn, count(*), max(ord) FROM positions WHERE ord > 0 GROUP BY epoch, lsn "
                            + "HAVING count(*) <> max(ord)");
        }
    }

    /** The rows of each file against the counts of its entry. */
    void checkCounts() {
        none(
                "file whose rows are not those that its entry counts (file, c, u, d, r, t in the file; in the entry)",
                "SELECT path, n.c, n.u, n.d, n.r, n.t, f.c, f.u, f.d, f.r, f.t FROM files f LEFT JOIN (SELECT file, "
                        + "count(*) FILTER (op = 'c') AS c, count(*) FILTER (op = 'u') AS u, "
                        + "count(*) FILTER (op = 'd') AS d, count(*) FILTER (op = 'r') AS r, "
                        + "count(*) FILTER (op = 't') AS t FROM positions GROUP BY file) n USING (file) "
                        + "WHERE (n.c, n.u, n.d, n.r, n.t) IS DISTINCT FROM (f.c, f.u, f.d, f.r, f.t) "
                        + "OR f.rows <> f.c + f.u + f.d + f.r + f.t");
    }

    /** Whether each change of a table can follow the one before it. */
    void checkChanges(LoadedTable table, long lastEntry) {
        if (table.key().isEmpty()) {
            checkBag(table, lastEntry);
        } else {
            checkKeys(table, lastEntry);
            checkKeyChanges(table);
        }
    }

    private void checkBag(LoadedTable table, long lastEntry) {
        none(
                table.table() + ": update of a table without key that has no old row (commit LSN, ordinal)",
                "SELECT lsn, ord FROM " + table.relation() + " WHERE keyed AND op = 'u'"
                        + (table.hasBefore() ? " AND before IS NULL" : ""));
        if (options.completeHistory()) {
            none(
                    table.table() + ": more deletes than inserts of equal rows (copies)",
                    "SELECT copies FROM (" + new ChangeFold(table, lastEntry).copies() + ") WHERE copies < 0");
        }
    }

    private void checkKeys(LoadedTable table, long lastEntry) {
        String key = table.keyColumns("");
        Generation generation = Generation.readable(table.generations(), lastEntry);
        // A row of a chunk that was read late may have changed before.
        String unborn = generation != null
                ? "lsn >= " + generation.readableAt()
                : options.completeHistory() ? "true" : "era > 0";
        String eras = "SELECT *, sum(CASE WHEN op = 't' THEN 1 ELSE 0 END) OVER (ORDER BY seq) AS era FROM "
                + table.relation() + " WHERE " + ChangeFold.counted(table, lastEntry);
        String followed = "SELECT *, lag(op) OVER (PARTITION BY era, " + key + " ORDER BY seq) AS before_op FROM ("
                + eras + ") WHERE op <> 't'";
        none(
                table.table() + ": change that cannot follow the one before it of that key "
                        + "(commit LSN, ordinal, op, op before)",
                "SELECT lsn, ord, op, before_op FROM (" + followed
                        + ") WHERE op = 'c' AND before_op IN ('c', 'u', 'r') "
                        + "OR op IN ('u', 'd') AND before_op = 'd' OR op IN ('u', 'd') AND before_op IS NULL AND "
                        + unborn);
        none(
                table.table() + ": row without key (commit LSN, ordinal)",
                "SELECT lsn, ord FROM " + table.relation() + " WHERE keyed AND op <> 't' AND ("
                        + key.replace(", ", " IS NULL OR ") + " IS NULL)");
    }

    private void checkKeyChanges(LoadedTable table) {
        String oldKey = table.key().stream()
                .map(index -> DuckDb.text(table.columns().get(index)) + ": d.c" + index)
                .collect(Collectors.joining(", ", "CAST({", "} AS VARCHAR)"));
        none(
                table.table() + ": key change without the delete of its old key before it (commit LSN, ordinal)",
                "SELECT n.lsn, n.ord FROM (SELECT * FROM " + table.relation() + " WHERE linked AND keyed) n LEFT JOIN "
                        + table.relation()
                        + " d ON d.epoch = n.epoch AND d.lsn = n.lsn AND d.ord = n.ord - 1 AND d.op = 'd' "
                        + "WHERE n.op <> 'c' OR d.seq IS NULL OR n.oldkey <> " + oldKey);
        if (!table.absent().isEmpty()) {
            none(
                    table.table() + ": insert that leaves columns out and is no key change (commit LSN, ordinal)",
                    "SELECT lsn, ord FROM " + table.relation() + " WHERE op IN ('c', 'r') AND NOT linked AND ("
                            + String.join(" OR ", table.absent().values()) + ")");
        }
    }

    private void none(String problem, String sql) {
        List<List<@Nullable String>> rows = duck.query("SELECT * FROM (" + sql + ") LIMIT " + (SHOWN + 1));
        rows.stream()
                .limit(SHOWN)
                .forEach(row -> problems.add(
                        problem + ": " + row.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        if (rows.size() > SHOWN) {
            problems.add(problem + ": and more");
        }
    }
}
