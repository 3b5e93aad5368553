package dev.headgate.gateway.lakeflow;

import dev.headgate.gateway.config.EntryName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one sends to Databricks: a connection, a gateway pipeline and an ingestion pipeline, as the Databricks CLI takes them.
 */
final class LakeflowJson {
    private static final Set<String> SSL_MODES = Set.of("disable", "prefer", "require", "verify-ca", "verify-full");

    private final Definition connection;
    private final Definition gateway;
    private final Definition ingestion;
    private final Definition pipeline;

    LakeflowJson(Definition connection, Definition gateway, Definition ingestion) {
        this.connection = connection;
        this.gateway = gateway;
        this.ingestion = ingestion;
        this.pipeline = ingestion.section("ingestion_definition");
    }

    ConfigDraft draft(String password) {
        String name = connection.required("name");
        Map<String, Object> server = server(password);
        gateway(name);
        String pipelineName = EntryName.of(ingestion.required("name"));
        Map<String, Object> settings = settings();
        Map<String, Object> naming = new LinkedHashMap<>();
        List<SourceDraft> sources = sources(naming);
        for (Definition definition : List.of(connection, gateway, ingestion, pipeline)) {
            definition.close();
        }
        return new ConfigDraft(EntryName.of(name), server, sources, pipelineName, settings, naming, Map.of());
    }

    private Map<String, Object> server(String password) {
        String type = connection.text("connection_type", "POSTGRESQL");
        if (!type.equalsIgnoreCase("POSTGRESQL")) {
            throw connection.refusal("connection_type", "is " + type + "; Headgate reads PostgreSQL");
        }
        connection.without("comment", "write it as a comment");
        Definition options = connection.section("options");
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("host", options.required("host"));
        server.put("port", port(options));
        server.put("user", options.required("user"));
        putPassword(server, options, password);
        String ssl = options.text("sslmode", "");
        if (!ssl.isEmpty()) {
            server.put("tls", tls(options, ssl));
        } else {
            options.note(
                    "host",
                    "is reached with tls: verify-full, Headgate's default; name the authority of the server's"
                            + " certificate in tls_root_certificate if Java does not know it");
        }
        options.close();
        return server;
    }

    static int port(Definition options) {
        String text = options.text("port", "5432");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw options.refusal("port", "is not a number");
        }
    }

    static String tls(Definition options, String mode) {
        if (!SSL_MODES.contains(mode)) {
            throw options.refusal(
                    "sslmode",
                    "is " + mode + ", which Headgate does not know; write one of disable, prefer,"
                            + " require, verify-ca and verify-full");
        }
        return mode;
    }

    /** A password in clear stays where it is; a reference to one is taken over. */
    static void putPassword(Map<String, Object> server, Definition options, String password) {
        String given = options.text("password");
        boolean reference = given != null && given.matches("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");
        server.put("password", reference ? given : password);
        if (!reference) {
            options.note("password", "was not copied: the configuration reads it from " + password);
        }
    }

    private void gateway(String connectionName) {
        gateway.text("name");
        Definition definition = gateway.section("gateway_definition");
        String used = definition.text("connection_name", connectionName);
        if (!used.equals(connectionName)) {
            throw definition.refusal("connection_name", "is not the name of the connection, " + connectionName);
        }
        definition.without("connection_id", "connections are known by name");
        for (String key : List.of("gateway_storage_catalog", "gateway_storage_schema", "gateway_storage_name")) {
            definition.without(key, "staged files lie below staging.uri");
        }
        definition.close();
        if (gateway.has("continuous") && !gateway.isTrue("continuous")) {
            gateway.note("continuous", "has no counterpart: the gateway reads as long as it runs");
        } else {
            gateway.text("continuous");
        }
        withoutPlatform(gateway);
    }

    private static void withoutPlatform(Definition definition) {
        definition.without("catalog", "events are in the log, the metrics and the status of the processes");
        definition.without("schema", "events are in the log, the metrics and the status of the processes");
        definition.without("channel", "a version is installed");
        definition.without("clusters", "gateway and ingestion are a process each, on one machine");
        definition.without("serverless", "gateway and ingestion are a process each, on one machine");
    }

    private Map<String, Object> settings() {
        withoutPlatform(ingestion);
        Map<String, Object> settings = new LinkedHashMap<>();
        if (ingestion.isTrue("continuous")) {
            settings.put("schedule", Map.of("interval", "5s"));
        } else {
            settings.put("schedule", Map.of("interval", "1m"));
            ingestion.note(
                    "name",
                    "is triggered at Lakeflow; here it looks every minute (schedule.interval), or whenever"
                            + " you run: headgate ingest run PIPELINE --once");
        }
        ingestion.without("trigger", "set schedule.interval, or run headgate ingest run --once from a scheduler");
        ingestion.without(
                "notifications", "the gateway tells of its own events, see notifications in docs/configuration.md");
        pipeline.without("ingestion_gateway_id", "the pipeline names its sources");
        pipeline.text("connection_name");
        String type = pipeline.text("source_type", "POSTGRESQL");
        if (!type.equalsIgnoreCase("POSTGRESQL")) {
            throw pipeline.refusal("source_type", "is " + type + "; Headgate reads PostgreSQL");
        }
        Definition configuration = pipeline.section("table_configuration");
        String mode = mode(configuration);
        if (mode != null) {
            settings.put("mode", mode);
        }
        configuration.close();
        return settings;
    }

    private List<SourceDraft> sources(Map<String, Object> naming) {
        Map<String, List<TableDraft>> databases = new LinkedHashMap<>();
        Set<String> prefixes = new LinkedHashSet<>();
        for (Definition object : pipeline.items("objects")) {
            boolean single = object.has("table");
            Definition entry = object.section(single ? "table" : "schema");
            object.close();
            databases
                    .computeIfAbsent(entry.required("source_catalog"), database -> new ArrayList<>())
                    .add(table(entry, single, prefixes));
            entry.close();
        }
        if (databases.isEmpty()) {
            throw pipeline.refusal("objects", "names nothing to ingest");
        }
        putPrefix(naming, prefixes);
        Map<String, SourceDraft> sources = new LinkedHashMap<>();
        databases.forEach((database, tables) -> sources.put(database, new SourceDraft(database, tables)));
        slots(sources);
        return List.copyOf(sources.values());
    }

    private void putPrefix(Map<String, Object> naming, Set<String> prefixes) {
        if (prefixes.size() > 1) {
            pipeline.note(
                    "objects",
                    "give tables other names (destination_table) that are not all one prefix before the"
                            + " source's; Headgate has naming.prefix only, so tables keep their names");
        } else if (!prefixes.contains("")) {
            naming.put("prefix", prefixes.iterator().next());
        }
    }

    private static TableDraft table(Definition entry, boolean single, Set<String> prefixes) {
        String schema = entry.required("source_schema");
        String table = single ? entry.required("source_table") : null;
        String renamed = single ? entry.text("destination_table") : null;
        prefixes.add(
                table == null || renamed == null
                        ? ""
                        : renamed.endsWith(table)
                                ? renamed.substring(0, renamed.length() - table.length())
                                : "?" + renamed);
        DestinationDraft destination =
                new DestinationDraft(entry.required("destination_catalog"), entry.required("destination_schema"));
        Definition configuration = entry.section("table_configuration");
        String mode = mode(configuration);
        if (configuration.has("include_columns")) {
            throw configuration.refusal(
                    "include_columns",
                    "has no counterpart, and without it more would be captured than"
                            + " you want. Name the columns that are not to be captured in exclude_columns");
        }
        List<String> excluded = configuration.texts("exclude_columns");
        String filter = configuration.text("row_filter");
        if (filter != null) {
            configuration.note(
                    "row_filter",
                    "is PostgreSQL's here, not Databricks'; see row_filters in"
                            + " docs/configuration.md for what it may use");
        }
        configuration.without("primary_keys", "the key is the primary key, or the replica identity, at the source");
        configuration.without("sequence_by", "changes are applied in the order of their commits");
        configuration.close();
        return new TableDraft(schema, table, destination, mode, excluded, filter);
    }

    private static @Nullable String mode(Definition configuration) {
        String type = configuration.text("scd_type");
        if (type == null) {
            return null;
        }
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "SCD_TYPE_1" -> "merge";
            case "SCD_TYPE_2" -> "scd2";
            case "APPEND_ONLY" -> "append";
            default -> throw configuration.refusal("scd_type", "is " + type + ", which is not known");
        };
    }

    private void slots(Map<String, SourceDraft> sources) {
        Set<String> given = new LinkedHashSet<>();
        for (Definition configuration : pipeline.items("source_configurations")) {
            Definition catalog = configuration.section("catalog");
            String database = catalog.required("source_catalog");
            Definition postgres = catalog.section("postgres");
            Definition slot = postgres.section("slot_config");
            SourceDraft source = sources.get(database);
            if (source == null) {
                catalog.note("source_catalog", "is " + database + ", of which no object is ingested; it was left out");
            } else {
                source.option("slot", slot.text("slot_name"));
                source.option("publication", slot.text("publication_name"));
                slot.note("slot_name", "has one reader at a time: stop the Lakeflow gateway before Headgate reads it");
                given.add(database);
            }
            for (Definition part : List.of(configuration, catalog, postgres, slot)) {
                part.close();
            }
        }
        for (String database : sources.keySet()) {
            if (!given.contains(database)) {
                pipeline.note(
                        "source_configurations",
                        "has nothing for " + database + "; Headgate creates slot and publication headgate_"
                                + EntryName.of(database).replace('-', '_'));
            }
        }
    }
}
