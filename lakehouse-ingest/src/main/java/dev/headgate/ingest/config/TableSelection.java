package dev.headgate.ingest.config;

import dev.headgate.staging.schema.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which staged tables a pipeline takes, and which of their columns it leaves out.
 *
 * @param include a table matches one of these
 * @param exclude and none of these
 * @param excludedColumns names as staged; a table leaves out what every pattern that it matches says
 */
public record TableSelection(
        List<TableGlob> include, List<TableGlob> exclude, Map<TableGlob, List<String>> excludedColumns) {
    public static final TableSelection ALL = new TableSelection(List.of(new TableGlob("*")), List.of(), Map.of());

    public TableSelection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        excludedColumns = Map.copyOf(new LinkedHashMap<>(excludedColumns));
    }

    /** Whether the pipeline takes a table. */
    public boolean selects(TableName table) {
        return include.stream().anyMatch(glob -> glob.matches(table))
                && exclude.stream().noneMatch(glob -> glob.matches(table));
    }

    /** Names of the columns of a table that are left out. */
    public Set<String> columnsLeftOut(TableName table) {
        List<String> names = new ArrayList<>();
        excludedColumns.forEach((glob, columns) -> {
            if (glob.matches(table)) {
                names.addAll(columns);
            }
        });
        return new LinkedHashSet<>(names);
    }
}
