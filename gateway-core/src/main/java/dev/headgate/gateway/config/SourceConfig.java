package dev.headgate.gateway.config;

import dev.headgate.staging.schema.TableName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One replication slot of one database, and where its changes go.
 *
 * @param name key in {@code sources}; names the commit log
 * @param slot created if absent and {@code createSlot}
 * @param publication created or adopted, see {@code publicationMode}
 * @param include globs {@code schema.table} ({@code *} any characters, {@code ?} one); system schemas never match
 * @param exclude globs taken out of {@code include}
 * @param excludeColumns columns that are never staged, by glob {@code schema.table}
 * @param rowFilters conditions on the rows that are captured, in SQL, by glob {@code schema.table}; part of the publication
 * @param metadataPrefix prefix of the metadata columns, {@code _cdc_} by default
 * @param binary the form in which values come, which changes nothing of what is staged
 * @param types the column types that they are staged under
 * @param heartbeatInterval how often a logical message measures the end-to-end latency; null: never
 * @param failover the slot is one that standbys keep in step, so that it is there after a failover (PostgreSQL 17); false
 *     leaves the slot as it is
 * @param statusInterval how often the server is told the flushed LSN while idle; 1 s to 5 s
 * @param snapshot how the rows are read that tables have already
 * @param schemaChange what becomes of a table whose staged rows are no longer what the source shows
 * @param onTableError what becomes of a failure that is one table's own
 */
public record SourceConfig(
        String name,
        ConnectionConfig connection,
        String database,
        String slot,
        String publication,
        List<String> include,
        List<String> exclude,
        Map<String, List<String>> excludeColumns,
        Map<String, String> rowFilters,
        Destination destination,
        String metadataPrefix,
        BinaryMode binary,
        TypesConfig types,
        @Nullable Duration heartbeatInterval,
        Duration statusInterval,
        boolean failover,
        boolean createSlot,
        PublicationMode publicationMode,
        SnapshotConfig snapshot,
        SchemaChange schemaChange,
        WalGuardConfig walGuard,
        TableErrorPolicy onTableError) {
    public static final List<String> DEFAULT_INCLUDE = List.of("*.*");
    public static final String DEFAULT_METADATA_PREFIX = "_cdc_";
    public static final Duration DEFAULT_STATUS_INTERVAL = Duration.ofSeconds(2);

    public SourceConfig {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        excludeColumns = Collections.unmodifiableMap(new LinkedHashMap<>(excludeColumns));
        rowFilters = Collections.unmodifiableMap(new LinkedHashMap<>(rowFilters));
    }

    /** Whether the configuration asks for this table. System schemas and temporary tables are never asked for. */
    public boolean selects(String schema, String table) {
        if (schema.equals("information_schema") || schema.startsWith("pg_")) {
            return false;
        }
        return include.stream().anyMatch(glob -> matches(glob, schema, table))
                && exclude.stream().noneMatch(glob -> matches(glob, schema, table));
    }

    /** Whether the column must not be staged. */
    public boolean excludesColumn(String schema, String table, String column) {
        return excludeColumns.entrySet().stream()
                .anyMatch(entry -> matches(entry.getKey(), schema, table)
                        && entry.getValue().contains(column));
    }

    /** The condition on the rows of a table that are captured, all that match it together; null for all rows. */
    public @Nullable String rowFilter(String schema, String table) {
        List<String> filters = rowFilters.entrySet().stream()
                .filter(entry -> matches(entry.getKey(), schema, table))
                .map(Map.Entry::getValue)
                .toList();
        return switch (filters.size()) {
            case 0 -> null;
            case 1 -> filters.get(0);
            default -> "(" + String.join(") AND (", filters) + ")";
        };
    }

    /** The destination table of a table at the source. */
    public TableName destinationOf(String schema, String table) {
        return new TableName(
                destination.catalogOf(name, database, schema), destination.schemaOf(name, database, schema), table);
    }

    private static boolean matches(String glob, String schema, String table) {
        return TablePattern.parse(glob).matches(schema, table);
    }
}
