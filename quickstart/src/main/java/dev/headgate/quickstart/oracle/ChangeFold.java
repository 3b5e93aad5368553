package dev.headgate.quickstart.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that folds the changes of a table, oldest to newest, into its rows after an entry.
 *
 * <p>Keyed tables: the last change of a key decides, but a column that is absent from it (unchanged TOAST) has the value
 * of the newest earlier change that carries it. Where a key change carries no value either, that search goes on under the
 * old key: the changes of one row, over all keys that it ever had, form a <em>chain</em>, named by the seq of its first
 * change.
 *
 * <p>Rows that were read as a whole count like inserts at their consistent point; changes before that do not count.
 *
 * <p>Tables without key: rows are a bag. {@code c} adds one, {@code d} takes one away that is equal in all columns, and
 * {@code u} does both, by its old row.
 */
final class ChangeFold {

    private final LoadedTable loaded;
    private final long entry;

    ChangeFold(LoadedTable loaded, long entry) {
        this.loaded = loaded;
        this.entry = entry;
    }

    /** A SELECT of the columns c0, c1 ... (and u columns, where there are any), one row for each row of the table. */
    String sql() {
        if (loaded.key().isEmpty()) {
            return bag();
        }
        return loaded.absent().isEmpty() ? lastChanges() : chains();
    }

    /** The rows that count: those of the generation that is the table, up to the entry that freezes it. */
    static String counted(LoadedTable loaded, long entry) {
        Generation generation = Generation.readable(loaded.generations(), entry);
        String rows = generation == null
                ? "op <> 'r'"
                : "(op = 'r' AND gen = " + generation.number() + " OR op <> 'r' AND (epoch > " + generation.epoch()
                        + " OR epoch = " + generation.epoch() + " AND lsn >= " + generation.consistentPoint() + "))";
        String exists = Generation.exists(loaded.generations(), entry) ? "" : "false AND ";
        return exists + "entry <= " + Generation.frozenAt(loaded.generations(), entry) + " AND " + rows;
    }

    /** Changes since the last truncate. */
    private String effective() {
        String upTo = " FROM " + loaded.relation() + " WHERE " + counted(loaded, entry);
        return "SELECT *" + upTo + " AND op <> 't' AND seq > coalesce((SELECT max(seq)" + upTo + " AND op = 't'), 0)";
    }

    private List<String> outputs() {
        List<String> names = IntStream.range(0, loaded.columns().size())
                .mapToObj(index -> "c" + index)
                .collect(Collectors.toCollection(ArrayList::new));
        names.addAll(loaded.unrepresentable().values());
        return names;
    }

    private String lastChanges() {
        return "SELECT " + String.join(", ", outputs()) + " FROM (" + effective()
                + ") QUALIFY row_number() OVER (PARTITION BY " + loaded.keyColumns("")
                + " ORDER BY seq DESC) = 1 AND op <> 'd'";
    }

    private String chains() {
        String key = loaded.keyColumns("");
        String anyAbsent = String.join(" OR ", loaded.absent().values());
        String newestCarriers = loaded.absent().keySet().stream()
                .map(index -> "max(seq) FILTER (WHERE NOT a" + index + " AND op <> 'd') AS v" + index)
                .collect(Collectors.joining(", "));
        StringBuilder sql = new StringBuilder("WITH RECURSIVE changes AS (")
                .append(effective())
                .append("),\nbegun AS (SELECT *, coalesce(max(CASE WHEN op IN ('c', 'r') THEN seq END) OVER ")
                .append("(PARTITION BY ")
                .append(key)
                .append(" ORDER BY seq), min(seq) OVER (PARTITION BY ")
                .append(key)
                .append(")) AS chain FROM changes),\n")
                .append("links AS (SELECT n.seq AS chain, o.chain AS earlier FROM begun n JOIN begun o ")
                .append("ON o.op = 'd' AND o.epoch = n.epoch AND o.lsn = n.lsn AND o.ord = n.ord - 1 ")
                .append("WHERE n.linked AND n.op = 'c' AND (")
                .append(qualified(anyAbsent, "n."))
                .append(")),\nwalk(chain, root) AS (SELECT chain, earlier FROM links UNION ALL ")
                .append("SELECT w.chain, l.earlier FROM walk w JOIN links l ON w.root = l.chain),\n")
                .append("roots AS (SELECT chain, min(root) AS root FROM walk GROUP BY chain),\n")
                .append("rooted AS (SELECT b.*, coalesce(r.root, b.chain) AS root FROM begun b ")
                .append("LEFT JOIN roots r ON r.chain = b.chain),\n")
                .append("carriers AS (SELECT root, ")
                .append(newestCarriers)
                .append(" FROM rooted GROUP BY root),\nliving AS (SELECT * FROM rooted QUALIFY row_number() OVER ")
                .append("(PARTITION BY ")
                .append(key)
                .append(" ORDER BY seq DESC) = 1 AND op <> 'd')\nSELECT ");
        sql.append(outputs().stream().map(this::resolved).collect(Collectors.joining(", ")));
        sql.append("\nFROM living l LEFT JOIN carriers s ON s.root = l.root");
        for (int index : loaded.absent().keySet()) {
            sql.append("\nLEFT JOIN changes h%1$s ON l.a%1$s AND h%1$s.seq = s.v%1$s".replace("%1$s", "" + index));
        }
        return sql.toString();
    }

    private static String qualified(String absentColumns, String prefix) {
        return prefix + absentColumns.replace(" OR ", " OR " + prefix);
    }

    /** The last change's column, or its newest earlier value where it is absent. */
    private String resolved(String output) {
        int index = Integer.parseInt(output.substring(1));
        return loaded.absent().containsKey(index)
                ? "CASE WHEN l.a" + index + " THEN h" + index + "." + output + " ELSE l." + output + " END AS " + output
                : "l." + output;
    }

    private String bag() {
        String columns = String.join(", ", outputs());
        return "SELECT " + columns + " FROM (SELECT " + columns + ", unnest(range(CAST(copies AS BIGINT))) FROM ("
                + copies() + "))";
    }

    /** Of a table without key: each distinct row with its number of copies, which is negative after a wrong change. */
    String copies() {
        String columns = String.join(", ", outputs());
        StringBuilder signed = new StringBuilder("SELECT ")
                .append(columns)
                .append(", CASE op WHEN 'd' THEN -1 ELSE 1 END AS change FROM changes");
        if (loaded.hasBefore()) {
            String before = outputs().stream().map(this::fromOldRow).collect(Collectors.joining(", "));
            signed.append(" UNION ALL SELECT ").append(before).append(", -1 FROM changes WHERE op = 'u'");
        }
        return "WITH changes AS (" + effective() + "), signed AS (" + signed + ") SELECT " + columns
                + ", sum(change) AS copies FROM signed GROUP BY ALL";
    }

    private String fromOldRow(String output) {
        int index = Integer.parseInt(output.substring(1));
        return output.startsWith("c")
                ? "struct_extract(before, " + DuckDb.text(loaded.columns().get(index)) + ")"
                : "NULL";
    }
}
