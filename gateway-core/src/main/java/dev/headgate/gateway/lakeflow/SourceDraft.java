package dev.headgate.gateway.lakeflow;

import dev.headgate.gateway.config.EntryName;
import dev.headgate.gateway.config.TablePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One database of the definitions: a source with its slot. Tables are staged under their destination's names where a
 * template of the source can say them; else under names that no other source has, which the pipeline replaces.
 */
final class SourceDraft {
    private final String name;
    private final String database;
    private final List<TableDraft> tables;
    private final Map<String, DestinationDraft> schemas = new LinkedHashMap<>();
    private final Map<String, Object> options = new LinkedHashMap<>();

    /** @param tables at least one; all of one schema have the same destination, or a refusal is thrown */
    SourceDraft(String database, List<TableDraft> tables) {
        this.name = EntryName.of(database);
        this.database = database;
        this.tables = List.copyOf(tables);
        for (TableDraft table : tables) {
            DestinationDraft other = schemas.putIfAbsent(table.schema(), table.destination());
            if (other != null && !other.equals(table.destination())) {
                throw Definition.refusal("Schema " + table.schema() + " of " + database + " goes to "
                        + other.catalog() + "." + other.schema() + " and to "
                        + table.destination().catalog() + "."
                        + table.destination().schema()
                        + ": Headgate places a schema as a whole. Give its tables one destination schema");
            }
        }
    }

    String name() {
        return name;
    }

    String database() {
        return database;
    }

    /** A further key, such as {@code slot}; null values are left out. */
    void option(String key, @Nullable Object value) {
        if (value != null) {
            options.put(key, value);
        }
    }

    /** The entry of {@code sources}. */
    Map<String, Object> toMap(String connection) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("connection", connection);
        source.put("database", database);
        source.putAll(options);
        source.put(
                "include", tables.stream().map(TableDraft::pattern).distinct().toList());
        Map<String, List<String>> columns = new LinkedHashMap<>();
        Map<String, String> filters = new LinkedHashMap<>();
        for (TableDraft table : tables) {
            if (!table.excludedColumns().isEmpty()) {
                columns.computeIfAbsent(table.pattern(), pattern -> new ArrayList<>())
                        .addAll(table.excludedColumns());
            }
            if (table.rowFilter() != null) {
                filters.put(table.pattern(), table.rowFilter());
            }
        }
        putUnlessEmpty(source, "exclude_columns", columns);
        putUnlessEmpty(source, "row_filters", filters);
        Map<String, String> destination = new LinkedHashMap<>();
        destination.put("catalog", catalogTemplate());
        destination.put("schema", schemaTemplate());
        source.put("destination", destination);
        // Who moves from Lakeflow Connect finds the types that its tables have.
        source.put("types", Map.of("profile", "lakeflow"));
        return source;
    }

    static void putUnlessEmpty(Map<String, Object> map, String key, Map<String, ?> value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    /** The write modes of single tables, by the names that they are staged under. */
    Map<String, String> tableModes() {
        Map<String, String> modes = new LinkedHashMap<>();
        for (TableDraft table : tables) {
            if (table.mode() != null) {
                String schema = stagedSchema(table.schema());
                modes.put(
                        TablePattern.literal(stagedCatalog(table.schema())) + "." + table.pattern(schema),
                        table.mode());
            }
        }
        return modes;
    }

    /** Destination catalogs of staged ones, where they differ. */
    Map<String, String> catalogNaming() {
        return schemas.entrySet().stream()
                .filter(schema -> ownCatalogs())
                .collect(Collectors.toMap(
                        schema -> stagedCatalog(schema.getKey()),
                        schema -> schema.getValue().catalog(),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    /** Destination schemas of staged ones, where they differ. */
    Map<String, String> schemaNaming() {
        return schemas.entrySet().stream()
                .filter(schema ->
                        !stagedSchema(schema.getKey()).equals(schema.getValue().schema()))
                .collect(Collectors.toMap(
                        schema -> stagedSchema(schema.getKey()),
                        schema -> schema.getValue().schema(),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    /** The names that its tables are staged under, as {@code catalog} and as {@code schema}. */
    Stream<String> stagedNames() {
        return schemas.keySet().stream().flatMap(schema -> Stream.of(stagedCatalog(schema), stagedSchema(schema)));
    }

    private String stagedCatalog(String schema) {
        return ownCatalogs() ? name + "_" + schema : catalogTemplate();
    }

    private String stagedSchema(String schema) {
        return schemaTemplate().replace("{schema}", schema).replace("{source}", name);
    }

    private boolean ownCatalogs() {
        return schemas.values().stream()
                        .map(DestinationDraft::catalog)
                        .distinct()
                        .count()
                > 1;
    }

    private String catalogTemplate() {
        return ownCatalogs()
                ? "{source}_{schema}"
                : schemas.values().iterator().next().catalog();
    }

    private String schemaTemplate() {
        Set<String> destinations =
                schemas.values().stream().map(DestinationDraft::schema).collect(Collectors.toSet());
        if (destinations.size() == 1) {
            return destinations.iterator().next();
        }
        Set<String> templates = schemas.entrySet().stream()
                .map(schema -> withPlaceholder(schema.getValue().schema(), schema.getKey()))
                .collect(Collectors.toSet());
        String template = templates.iterator().next();
        return templates.size() == 1 && template.contains("{schema}") ? template : "{source}_{schema}";
    }

    /** {@code shop_sales} for the schema {@code sales} is {@code shop_{schema}}. */
    private static String withPlaceholder(String destination, String schema) {
        int at = destination.lastIndexOf(schema);
        return at < 0
                ? destination
                : destination.substring(0, at) + "{schema}" + destination.substring(at + schema.length());
    }
}
