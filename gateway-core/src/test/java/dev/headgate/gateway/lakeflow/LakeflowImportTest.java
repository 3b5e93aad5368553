package dev.headgate.gateway.lakeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.Destination;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.Profile;
import dev.headgate.gateway.config.SnapshotMode;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LakeflowImportTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "lakeflow");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HEADGATE_PASSWORD", "geheim", "PG_PASSWORD", "geheim", "SLACK_WEBHOOK_URL", "https://slack/hook");

    @TempDir
    private Path directory;

    @Test
    void the_documented_example_becomes_a_configuration_with_two_databases() throws Exception {
        LakeflowImport imported = imported(
                EXAMPLES.resolve("ingestion.json"),
                EXAMPLES.resolve("connection.json"),
                EXAMPLES.resolve("gateway.json"));

        GatewayConfig config = load(imported);
        assertThat(config.connections()).containsOnlyKeys("my-postgres-connection");
        assertThat(config.sources()).containsOnlyKeys("mfg_paloalto", "mfg_austin");
        SourceConfig austin = source(config, "mfg_austin");
        assertThat(austin.connection().host()).isEqualTo("myinstance.abc123.us-east-1.rds.amazonaws.com");
        assertThat(austin.connection().user()).isEqualTo("databricks_replication");
        assertThat(austin.database()).isEqualTo("mfg_austin");
        assertThat(austin.slot()).isEqualTo("databricks_mfg_austin_slot");
        assertThat(austin.publication()).isEqualTo("mfg_austin_cdc_pub");
        assertThat(austin.include()).containsExactly("iot1.*");
        assertThat(austin.destination()).isEqualTo(new Destination("my_catalog", "mfg_austin_iot1"));
        assertThat(austin.types().profile()).isEqualTo(Profile.LAKEFLOW);
        assertThat(imported.yaml())
                .contains("my-postgres-ingestion:")
                .contains("interval: 1m", "file:///lake", "file:///staging")
                .doesNotContain("<password>");
    }

    @Test
    void each_repair_and_what_has_no_counterpart_is_told() throws IOException {
        List<String> notes = imported(
                        EXAMPLES.resolve("connection.json"),
                        EXAMPLES.resolve("gateway.json"),
                        EXAMPLES.resolve("ingestion.json"))
                .notes();

        assertThat(notes)
                .contains(
                        "gateway.json:1: a comment was left out",
                        "gateway.json:12: a missing comma was put at the end of this line",
                        "connection.json: 26 typographic quotes were read as plain ones")
                .anySatisfy(note -> assertThat(note).startsWith("gateway.json: clusters has no counterpart"))
                .anySatisfy(note -> assertThat(note).startsWith("gateway.json: channel has no counterpart"))
                .anySatisfy(note -> assertThat(note)
                        .startsWith("ingestion.json: ingestion_definition.ingestion_gateway_id has no counterpart"))
                .anySatisfy(note -> assertThat(note).contains("password was not copied"));
    }

    @Test
    void schemas_with_destinations_of_their_own_are_staged_apart_and_named_by_the_pipeline() throws Exception {
        LakeflowImport imported = json("""
                {"schema": {"source_catalog": "Shop", "source_schema": "a", "destination_catalog": "one", "destination_schema": "x"}},
                {"schema": {"source_catalog": "Shop", "source_schema": "b", "destination_catalog": "two", "destination_schema": "y",
                            "table_configuration": {"scd_type": "SCD_TYPE_2", "exclude_columns": ["ssn"]}}},
                {"table": {"source_catalog": "other", "source_schema": "p.q", "source_table": "t*", "destination_catalog": "one",
                           "destination_schema": "z", "table_configuration": {"row_filter": "id > 1"}}}
                """);

        GatewayConfig config = load(imported);
        SourceConfig shop = source(config, "shop");
        assertThat(shop.database()).isEqualTo("Shop");
        assertThat(shop.destination()).isEqualTo(new Destination("{source}_{schema}", "{source}_{schema}"));
        assertThat(shop.excludeColumns()).containsEntry("b.*", List.of("ssn"));
        SourceConfig other = source(config, "other");
        assertThat(other.include()).containsExactly("p\\.q.t\\*");
        assertThat(other.rowFilters()).containsEntry("p\\.q.t\\*", "id > 1");
        assertThat(imported.yaml())
                .contains("    table_modes:\n      shop_b.shop_b.*: scd2\n")
                .contains("      catalogs:\n        shop_a: one\n        shop_b: two\n")
                .contains("      schemas:\n        shop_a: x\n        shop_b: y\n");
        assertThat(imported.notes()).anyMatch(note -> note.contains("has nothing for Shop"));
    }

    @Test
    void schemas_whose_destinations_differ_as_they_do_need_no_other_names() throws Exception {
        LakeflowImport imported = json("""
                {"schema": {"source_catalog": "s", "source_schema": "a", "destination_catalog": "c", "destination_schema": "s_a"}},
                {"schema": {"source_catalog": "s", "source_schema": "b", "destination_catalog": "c", "destination_schema": "s_b"}}
                """);
        assertThat(source(load(imported), "s").destination()).isEqualTo(new Destination("c", "s_{schema}"));
        assertThat(imported.yaml()).doesNotContain("naming");
    }

    @Test
    void what_would_capture_more_than_was_asked_for_is_refused() {
        assertThatThrownBy(() -> json("""
                        {"table": {"source_catalog": "s", "source_schema": "a", "source_table": "t", "destination_catalog": "c",
                                   "destination_schema": "d", "table_configuration": {"include_columns": ["id"]}}}
                        """))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("objects[0].table.table_configuration.include_columns has no counterpart");
    }

    @Test
    void tables_of_a_schema_that_part_are_refused() {
        assertThatThrownBy(() -> json("""
                        {"table": {"source_catalog": "s", "source_schema": "a", "source_table": "t", "destination_catalog": "c",
                                   "destination_schema": "d"}},
                        {"table": {"source_catalog": "s", "source_schema": "a", "source_table": "u", "destination_catalog": "c",
                                   "destination_schema": "e"}}
                        """)).hasMessageContaining("goes to c.d and to c.e");
    }

    @Test
    void the_guides_yaml_becomes_a_configuration_although_its_indentation_is_lost() throws Exception {
        LakeflowImport imported = imported(EXAMPLES.resolve("gateway.yaml"), EXAMPLES.resolve("pipeline.yaml"));

        GatewayConfig config = load(imported);
        SourceConfig appdb = source(config, "appdb");
        assertThat(appdb.connection().name()).isEqualTo("pg-gateway-prod");
        assertThat(appdb.connection().host()).isEqualTo("pg-prod.internal");
        assertThat(appdb.slot()).isEqualTo("lakeflow_slot");
        assertThat(appdb.publication()).isEqualTo("lakeflow_publication");
        assertThat(appdb.heartbeatInterval()).hasSeconds(10);
        assertThat(appdb.snapshot().mode()).isEqualTo(SnapshotMode.INITIAL);
        assertThat(appdb.include()).containsExactly("public.orders", "public.customers", "public.payments");
        assertThat(appdb.excludeColumns()).isEqualTo(Map.of("public.customers", List.of("ssn", "credit_card_number")));
        assertThat(appdb.destination()).isEqualTo(new Destination("lakehouse", "postgres_raw"));
        assertThat(config.notifications()).hasSize(1);
        assertThat(imported.yaml())
                .contains("  pg_orders_to_uc:\n")
                .contains("mode: include_deleted_rows\n", "max_retries: '5'\n", "backoff: 60s\n")
                .contains("prefix: pg_\n", "case: lower\n", "password: '${PG_PASSWORD}'\n");
        assertThat(imported.notes())
                .contains("pipeline.yaml: the indentation was lost; each key was put where the definition has it")
                .anyMatch(note -> note.contains("target.write_mode.keys has no counterpart"))
                .anyMatch(note -> note.contains("notifications.on_success has no counterpart"));
    }

    @Test
    void indented_yaml_is_read_as_it_is() throws Exception {
        Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
                pipeline: { name: raw }
                selection:
                  schemas:
                    - name: public
                    - name: sales
                      tables: [ { name: orders } ]
                target: { catalog: lake, schema: raw }
                schedule: { type: interval, every: 15m }
                """);
        LakeflowImport imported = imported(EXAMPLES.resolve("gateway.yaml"), pipeline);
        assertThat(source(load(imported), "appdb").include()).containsExactly("public.*", "sales.orders");
        assertThat(imported.yaml()).contains("interval: 15m");
    }

    @Test
    void columns_to_be_left_out_of_a_table_that_is_not_named_are_refused() throws IOException {
        Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
                pipeline: { name: raw }
                selection:
                  schemas:
                    - name: public
                  exclude_columns:
                    - table: customers
                      columns: [ssn]
                target: { catalog: lake, schema: raw }
                """);
        assertThatThrownBy(() -> imported(EXAMPLES.resolve("gateway.yaml"), pipeline))
                .hasMessageContaining("selection.exclude_columns names [customers], which selection.schemas does not");
    }

    @Test
    void definitions_that_do_not_belong_together_are_refused() throws IOException {
        assertThatThrownBy(() -> imported(EXAMPLES.resolve("connection.json"), EXAMPLES.resolve("ingestion.json")))
                .hasMessageContaining("The definition of the gateway is missing");
        Path other = Files.writeString(
                directory.resolve("gateway.json"), "{\"gateway_definition\": {\"connection_name\": \"other\"}}");
        assertThatThrownBy(
                        () -> imported(EXAMPLES.resolve("connection.json"), other, EXAMPLES.resolve("ingestion.json")))
                .hasMessageContaining("connection_name is not the name of the connection, my-postgres-connection");
    }

    private LakeflowImport json(String objects) throws IOException {
        Path ingestion = Files.writeString(
                directory.resolve("ingestion.json"),
                "{\"name\": \"i\", \"ingestion_definition\": {\"objects\": [" + objects + "]}}");
        return imported(EXAMPLES.resolve("connection.json"), EXAMPLES.resolve("gateway.json"), ingestion);
    }

    private static LakeflowImport imported(Path... files) throws IOException {
        return LakeflowImport.of(
                new ArrayList<>(List.of(files)), "${HEADGATE_PASSWORD}", Path.of("/staging"), Path.of("/lake"));
    }

    private GatewayConfig load(LakeflowImport imported) throws Exception {
        Path file = Files.writeString(directory.resolve("headgate.yaml"), imported.yaml());
        return ConfigLoader.load(file, ENVIRONMENT);
    }

    private static SourceConfig source(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.sources().get(name), name);
    }
}
