package dev.headgate.quickstart.oracle;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The changes of one staged table as DuckDB holds them, with columns named by position so that no name of the source can
 * clash:
 *
 * <pre>
 * seq      1, 2, 3 ... in the order (epoch, lsn, ord)
 * gen      the generation of its file
 * entry    the commit log entry, file its data file (number), rn the row in it
 * op epoch lsn ord xid     metadata columns
 * linked   true on the c row of a key change, oldkey its old key as text
 * keyed    true where the row's schema version has the newest version's key
 * c0 c1 ...  columns of the newest schema version, with the types that its files have; NULL where that cannot hold a value
 * a3         true where c3 is absent (unchanged TOAST); exists only if c3 is ever absent
 * u3         source text of c3 where its type cannot hold it; exists only if that ever happens
 * before     old row as a struct, if the files have it
 * </pre>
 */
record LoadedTable(
        StagedTable table,
        String relation,
        List<String> columns,
        List<Integer> key,
        SortedMap<Integer, String> absent,
        Map<Integer, String> unrepresentable,
        boolean hasBefore,
        List<Generation> generations) {

    /** The key columns, separated by commas. */
    String keyColumns(String prefix) {
        return key.stream()
                .map(index -> prefix + "c" + index)
                .reduce((left, right) -> left + ", " + right)
                .orElseThrow();
    }
}
