package dev.headgate.quickstart.oracle;

import static dev.headgate.quickstart.oracle.DuckDb.name;
import static dev.headgate.quickstart.oracle.DuckDb.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Loads the data files of one staged table, over all its schema versions, into one DuckDB table. */
final class ChangeLoader {

    private final DuckDb duck;
    private final Path root;
    private final String prefix;
    private final List<String> problems;

    /** Columns of one schema version's files, in their order. */
    private record Layout(StagedSchema schema, List<String> paths, List<String> columns) {

        String position(String column) {
            int index = columns.indexOf(column);
            return index < 0 ? "NULL" : "p" + index;
        }

        boolean has(String column) {
            return columns.contains(column);
        }

        String scan() {
            String aliases = columns.isEmpty()
                    ? ""
                    : IntStream.range(0, columns.size())
                            .mapToObj(index -> "p" + index + ", ")
                            .collect(Collectors.joining());
            String list = paths.stream().map(DuckDb::text).collect(Collectors.joining(", ", "[", "]"));
            return "read_parquet(" + list
                    + ", filename = true, file_row_number = true, hive_partitioning = false) AS t(" + aliases
                    + "rn, path)";
        }
    }

    ChangeLoader(DuckDb duck, Path root, String prefix, List<String> problems) {
        this.duck = duck;
        this.root = root;
        this.prefix = prefix;
        this.problems = problems;
    }

    /**
     * Creates {@code relation}.
     *
     * @param files all files of the table, in log order
     * @param schemas its schema versions by number
     * @param generations its generations that were read
     * @return null if a file has no schema or the files of a version differ: a problem was noted
     */
    @Nullable
    LoadedTable load(
            StagedTable table,
            String relation,
            List<StagedEntry.DataFile> files,
            SortedMap<Integer, StagedSchema> schemas,
            List<Generation> generations) {
        List<Layout> layouts = new ArrayList<>();
        Map<Integer, List<String>> byVersion = new LinkedHashMap<>();
        for (StagedEntry.DataFile file : files) {
            byVersion
                    .computeIfAbsent(file.schemaVersion(), version -> new ArrayList<>())
                    .add(root.resolve(file.path()).toString());
        }
        for (Map.Entry<Integer, List<String>> version : byVersion.entrySet()) {
            StagedSchema schema = schemas.get(version.getKey());
            List<String> columns = columnsOf(table, version.getValue());
            if (schema == null) {
                problems.add(table + ": the log has no schema version " + version.getKey());
                return null;
            }
            if (columns == null) {
                return null;
            }
            layouts.add(new Layout(schema, version.getValue(), columns));
        }
        StagedSchema newest = Objects.requireNonNull(schemas.get(schemas.lastKey()));
        return create(table, relation, newest, layouts, generations);
    }

    private LoadedTable create(
            StagedTable table,
            String relation,
            StagedSchema newest,
            List<Layout> layouts,
            List<Generation> generations) {
        SortedMap<Integer, String> absent = new TreeMap<>();
        Map<Integer, String> unrepresentable = new HashMap<>();
        for (Layout layout : layouts) {
            String unchanged = layout.position(prefix + "unchanged");
            namedColumns(layout, newest, "unnest(" + unchanged + ")", unchanged)
                    .forEach(index -> absent.put(index, "a" + index));
            String lost = layout.position(prefix + "unrepresentable");
            namedColumns(layout, newest, "unnest(map_keys(" + lost + "))", lost)
                    .forEach(index -> unrepresentable.put(index, "u" + index));
        }
        List<String> types = types(newest, layouts);
        String union = layouts.stream()
                .map(layout -> selection(layout, newest, types, absent, unrepresentable))
                .collect(Collectors.joining("\nUNION ALL BY NAME\n"));
        duck.execute("CREATE TABLE " + relation
                + " AS SELECT row_number() OVER (ORDER BY epoch, lsn, ord, file, rn) AS seq, * FROM (" + union
                + ") ORDER BY seq");
        List<Integer> key = newest.key().stream().map(newest::indexOf).toList();
        if (key.contains(-1)) {
            problems.add(table + ": the key names a column that the schema does not have");
        }
        List<String> columns =
                newest.columns().stream().map(StagedSchema.Column::name).toList();
        boolean hasBefore = layouts.stream().anyMatch(layout -> layout.has(prefix + "before"));
        return new LoadedTable(table, relation, columns, key, absent, unrepresentable, hasBefore, generations);
    }

    /** Positions in the newest version of the columns that a metadata column of this version names. */
    private List<Integer> namedColumns(Layout layout, StagedSchema newest, String expression, String column) {
        if (column.equals("NULL")) {
            return List.of();
        }
        List<Integer> positions = new ArrayList<>();
        for (String named : duck.texts("SELECT DISTINCT " + expression + " FROM " + layout.scan())) {
            int here = layout.schema().indexOf(named);
            if (here < 0) {
                problems.add(layout.schema().table() + ": a row names the column " + named + ", which schema version "
                        + layout.schema().version() + " does not have");
                continue;
            }
            int there = newest.indexOf(layout.schema().columns().get(here));
            if (there >= 0) {
                positions.add(there);
            }
        }
        return positions;
    }

    /** The type of each column of the newest version in the newest files that have it; empty where none has. */
    private List<String> types(StagedSchema newest, List<Layout> layouts) {
        List<String> types =
                new ArrayList<>(Collections.nCopies(newest.columns().size(), ""));
        for (Layout layout : layouts.stream()
                .sorted(Comparator.comparingInt(layout -> layout.schema().version()))
                .toList()) {
            Map<String, String> own = new HashMap<>();
            duck.query("DESCRIBE SELECT * FROM " + layout.scan())
                    .forEach(column -> own.put(String.valueOf(column.get(0)), String.valueOf(column.get(1))));
            for (int index = 0; index < types.size(); index++) {
                String type = own.get(positionOf(layout, newest.columns().get(index)));
                if (type != null) {
                    types.set(index, type);
                }
            }
        }
        return types;
    }

    private static String positionOf(Layout layout, StagedSchema.Column column) {
        int here = layout.schema().indexOf(column);
        return here < 0
                ? "NULL"
                : layout.position(layout.schema().columns().get(here).name());
    }

    private static boolean sameKey(StagedSchema schema, StagedSchema newest) {
        return schema.key().size() == newest.key().size()
                && newest.key().stream().allMatch(name -> {
                    int there = newest.indexOf(name);
                    int here = there < 0 ? -1 : schema.indexOf(newest.columns().get(there));
                    return here >= 0
                            && schema.key().contains(schema.columns().get(here).name());
                });
    }

    private String selection(
            Layout layout,
            StagedSchema newest,
            List<String> types,
            Map<Integer, String> absent,
            Map<Integer, String> unrepresentable) {
        StringBuilder sql = new StringBuilder("SELECT f.entry, f.file, f.gen, rn");
        column(sql, layout, "op", "VARCHAR", "op");
        column(sql, layout, "epoch", "INTEGER", "epoch");
        column(sql, layout, "commit_lsn", "BIGINT", "lsn");
        column(sql, layout, "ordinal", "BIGINT", "ord");
        column(sql, layout, "xid", "BIGINT", "xid");
        String oldKey = layout.position(prefix + "old_key");
        sql.append(", ").append(oldKey).append(" IS NOT NULL AS linked");
        sql.append(", CAST(").append(oldKey).append(" AS VARCHAR) AS oldkey");
        sql.append(", ").append(sameKey(layout.schema(), newest)).append(" AS keyed");
        if (layout.has(prefix + "before")) {
            sql.append(", ").append(layout.position(prefix + "before")).append(" AS before");
        }
        for (int index = 0; index < newest.columns().size(); index++) {
            int here = layout.schema().indexOf(newest.columns().get(index));
            String columnName =
                    here < 0 ? "" : layout.schema().columns().get(here).name();
            sql.append(", ")
                    .append(
                            here < 0
                                    ? "NULL"
                                    : "TRY_CAST(" + layout.position(columnName) + " AS " + types.get(index) + ")")
                    .append(" AS c")
                    .append(index);
            if (absent.containsKey(index)) {
                sql.append(", coalesce(list_contains(")
                        .append(listOrEmpty(layout.position(prefix + "unchanged")))
                        .append(", ")
                        .append(text(columnName))
                        .append("), false) AS a")
                        .append(index);
            }
            if (unrepresentable.containsKey(index)) {
                String lost = layout.position(prefix + "unrepresentable");
                sql.append(", ")
                        .append(lost.equals("NULL") ? "NULL" : "map_extract(" + lost + ", " + text(columnName) + ")[1]")
                        .append(" AS u")
                        .append(index);
            }
        }
        return sql.append(" FROM ")
                .append(layout.scan())
                .append(" JOIN files f USING (path)")
                .toString();
    }

    private static String listOrEmpty(String position) {
        return position.equals("NULL") ? "CAST([] AS VARCHAR[])" : position;
    }

    private void column(StringBuilder sql, Layout layout, String metadata, String type, String alias) {
        sql.append(", CAST(")
                .append(layout.position(prefix + metadata))
                .append(" AS ")
                .append(type)
                .append(") AS ")
                .append(name(alias));
    }

    /** The column names that all these files have, in the same order; null after noting a problem if they do not. */
    private @Nullable List<String> columnsOf(StagedTable table, List<String> paths) {
        String list = paths.stream().map(DuckDb::text).collect(Collectors.joining(", ", "[", "]"));
        List<List<@Nullable String>> nodes =
                duck.query("SELECT file_name, name, coalesce(num_children, 0) FROM parquet_schema(" + list
                        + ") ORDER BY file_name, column_id");
        Map<String, List<String>> columns = new LinkedHashMap<>();
        int[] at = {0};
        while (at[0] < nodes.size()) {
            List<@Nullable String> top = nodes.get(at[0]);
            List<String> names = columns.computeIfAbsent(String.valueOf(top.get(0)), file -> new ArrayList<>());
            int topLevel = Integer.parseInt(String.valueOf(top.get(2)));
            at[0]++;
            for (int child = 0; child < topLevel; child++) {
                names.add(String.valueOf(nodes.get(at[0]).get(1)));
                skip(nodes, at);
            }
        }
        if (columns.values().stream().distinct().count() > 1) {
            problems.add(table + ": files of one schema version have different columns");
            return null;
        }
        return columns.values().iterator().next();
    }

    /** Moves past the schema node and everything below it. */
    private static void skip(List<List<@Nullable String>> nodes, int[] at) {
        int children = Integer.parseInt(String.valueOf(nodes.get(at[0]).get(2)));
        at[0]++;
        for (int child = 0; child < children; child++) {
            skip(nodes, at);
        }
    }
}
