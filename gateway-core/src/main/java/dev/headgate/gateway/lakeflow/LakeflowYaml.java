package dev.headgate.gateway.lakeflow;

import dev.headgate.gateway.config.EntryName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway and a pipeline as YAML, the way guides to Lakeflow Connect write them. */
final class LakeflowYaml {
    private final Definition gateway;
    private final Definition pipeline;
    private final Definition server;
    private final Definition source;

    LakeflowYaml(Definition gateway, Definition pipeline) {
        this.gateway = gateway;
        this.pipeline = pipeline;
        this.server = gateway.section("source");
        this.source = pipeline.section("source");
    }

    ConfigDraft draft(String password) {
        Definition itself = gateway.section("gateway");
        String name = itself.required("name");
        itself.without("region", "the gateway runs where you start it");
        if (!itself.text("mode", "self_hosted").equals("self_hosted")) {
            itself.note("mode", "has no counterpart: Headgate is self-hosted");
        }
        itself.close();
        Definition identity = pipeline.section("pipeline");
        String pipelineName = EntryName.of(identity.required("name"));
        identity.without("description", "write it as a comment");
        identity.close();
        Map<String, Object> connection = connection(password);
        String database = server.required("database");
        requireSame(name, database);
        Map<String, Object> naming = new LinkedHashMap<>();
        Map<String, Object> settings = new LinkedHashMap<>();
        Definition target = pipeline.section("target");
        DestinationDraft destination = target(target, naming, settings);
        SourceDraft draft = new SourceDraft(database, tables(destination));
        capture(draft, settings);
        schedule(settings);
        Map<String, Object> rest = rest();
        for (Definition definition : List.of(server, source, target, gateway, pipeline)) {
            definition.close();
        }
        return new ConfigDraft(EntryName.of(name), connection, List.of(draft), pipelineName, settings, naming, rest);
    }

    private Map<String, Object> connection(String password) {
        String type = server.text("type", "postgresql");
        if (!type.equalsIgnoreCase("postgresql")) {
            throw server.refusal("type", "is " + type + "; Headgate reads PostgreSQL");
        }
        Map<String, Object> connection = new LinkedHashMap<>();
        connection.put("host", server.required("host"));
        connection.put("port", LakeflowJson.port(server));
        connection.put("user", server.required("username"));
        LakeflowJson.putPassword(connection, server, password);
        connection.put("tls", LakeflowJson.tls(server, server.text("sslmode", "verify-full")));
        return connection;
    }

    private void requireSame(String gatewayName, String database) {
        source.text("type");
        if (!source.text("gateway", gatewayName).equals(gatewayName)) {
            throw source.refusal("gateway", "is not the name of the gateway, " + gatewayName);
        }
        if (!source.text("database", database).equals(database)) {
            throw source.refusal("database", "is not that of the gateway, " + database);
        }
    }

    private List<TableDraft> tables(DestinationDraft destination) {
        Definition selection = pipeline.section("selection");
        Map<String, List<String>> excluded = new LinkedHashMap<>();
        for (Definition entry : selection.items("exclude_columns")) {
            excluded.put(entry.required("table"), entry.texts("columns"));
            entry.close();
        }
        Map<String, List<String>> unused = new LinkedHashMap<>(excluded);
        List<TableDraft> tables = new ArrayList<>();
        for (Definition schema : selection.items("schemas")) {
            String name = schema.required("name");
            for (Definition table : schema.items("tables")) {
                String tableName = table.required("name");
                unused.remove(tableName);
                unused.remove(name + "." + tableName);
                List<String> columns =
                        excluded.getOrDefault(tableName, excluded.getOrDefault(name + "." + tableName, List.of()));
                tables.add(new TableDraft(name, tableName, destination, null, columns, null));
                table.close();
            }
            if (!schema.has("tables")) {
                tables.add(new TableDraft(name, null, destination, null, List.of(), null));
            }
            schema.close();
        }
        selection.close();
        if (tables.isEmpty()) {
            throw selection.refusal("schemas", "names nothing to ingest");
        }
        // Columns that somebody wants left out must not be captured because their table was named in another way.
        if (!unused.isEmpty()) {
            throw selection.refusal(
                    "exclude_columns", "names " + unused.keySet() + ", which selection.schemas does not");
        }
        return tables;
    }

    private DestinationDraft target(Definition target, Map<String, Object> naming, Map<String, Object> settings) {
        target.without(
                "type", "tables are Delta tables below the pipeline's target.uri; register them by their location");
        DestinationDraft destination = new DestinationDraft(target.required("catalog"), target.required("schema"));
        Definition names = target.section("table_naming");
        putUnlessNull(naming, "prefix", names.text("prefix"));
        putUnlessNull(naming, "case", names.text("case"));
        names.close();
        Definition write = target.section("write_mode");
        settings.put("mode", write.text("type", "merge"));
        write.without(
                "keys", "the key is the primary key, or the replica identity, at the source; see that it is the same");
        write.close();
        return destination;
    }

    private void capture(SourceDraft draft, Map<String, Object> settings) {
        Definition slot = gateway.section("cdc");
        draft.option("slot", slot.text("slot_name"));
        draft.option("publication", slot.text("publication_name"));
        String heartbeat = slot.text("heartbeat_interval_sec");
        draft.option("heartbeat_interval", heartbeat == null ? null : heartbeat + "s");
        if (!slot.text("enabled", "true").equals("true")) {
            slot.note("enabled", "has no counterpart: a source is streamed, or read at intervals (snapshot_only)");
        }
        slot.close();
        String mode = source.text("mode", "incremental_cdc");
        if (!mode.equals("incremental_cdc")) {
            source.note("mode", "has no counterpart: a source is streamed, or read at intervals (snapshot_only)");
        }
        Definition changes = source.section("cdc");
        if (!changes.text("initial_load", "true").equals("true")) {
            draft.option("snapshot", Map.of("mode", "never"));
        }
        if (changes.isTrue("include_deleted_rows")) {
            if ("merge".equals(settings.get("mode"))) {
                settings.put("mode", "include_deleted_rows");
            } else {
                changes.note("include_deleted_rows", "goes with write mode merge; it was left out");
            }
        }
        changes.close();
    }

    private void schedule(Map<String, Object> settings) {
        Definition schedule = pipeline.section("schedule");
        String type = schedule.text("type", "continuous");
        String every = schedule.text("every");
        settings.put("schedule", Map.of("interval", every == null ? "5s" : every));
        if (!type.equals("continuous") && !type.equals("interval")) {
            schedule.note(
                    "type",
                    "is " + type + "; here it looks at intervals, or whenever you run: headgate ingest run"
                            + " PIPELINE --once");
        }
        Definition fallback = schedule.section("fallback");
        Map<String, Object> retry = new LinkedHashMap<>();
        String retries = fallback.text("max_retries");
        String backoff = fallback.text("backoff_sec");
        putUnlessNull(retry, "max_retries", fallback.text("on_failure", "retry").equals("retry") ? retries : "0");
        putUnlessNull(retry, "backoff", backoff == null ? null : backoff + "s");
        fallback.close();
        schedule.close();
        if (!retry.isEmpty()) {
            settings.put("retry", retry);
        }
    }

    private Map<String, Object> rest() {
        Map<String, Object> rest = new LinkedHashMap<>();
        Definition telemetry = gateway.section("telemetry");
        String level = telemetry.text("log_level");
        if (level != null) {
            rest.put("logging", Map.of("level", level));
        }
        if (!telemetry.text("enabled", "true").equals("true")) {
            rest.put("admin", Map.of("enabled", false));
        }
        telemetry.close();
        Definition notifications = pipeline.section("notifications");
        notifications.without(
                "on_success", "the gateway tells what goes wrong; headgate ingest history lists each commit");
        Map<String, Object> channels = new LinkedHashMap<>();
        for (Definition channel : notifications.items("on_failure")) {
            String type = channel.required("type");
            String url = channel.text("webhook_url", channel.text("url", ""));
            channel.text("to");
            channel.close();
            if (url.isEmpty()) {
                channel.note(
                        "type",
                        "is " + type + ", which needs what the definition does not say; see notifications in"
                                + " docs/configuration.md");
            } else {
                Map<String, Object> webhook = new LinkedHashMap<>();
                webhook.put("type", type);
                webhook.put("url", url);
                channels.put("failure_" + (channels.size() + 1), webhook);
                channel.note(
                        "type",
                        "tells of failures of the gateway; those of the pipeline are in headgate ingest status");
            }
        }
        notifications.close();
        SourceDraft.putUnlessEmpty(rest, "notifications", channels);
        return rest;
    }

    private static void putUnlessNull(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
