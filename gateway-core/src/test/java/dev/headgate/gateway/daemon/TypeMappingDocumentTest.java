package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of {@code docs/type-mapping.md} against what a gateway writes into its commit log. */
final class TypeMappingDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "type-mapping.md");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    @TempDir
    Path directory;

    /** Types in both profiles, as the document has them. */
    private record Row(String nativeType, String lakeflowType) {}

    @Test
    void the_document_says_what_each_type_becomes_in_both_profiles() throws Exception {
        Map<String, Row> documented = documented();
        assertThat(documented).hasSizeGreaterThan(70);
        try (EmbeddedServer server = EmbeddedServer.builder().majorVersion(17).build()) {
            server.start();
            definitions().forEach(sql -> server.execute("postgres", sql));
            server.execute("postgres", createTable(documented), "CREATE PUBLICATION p FOR ALL TABLES");
            String tcp = "{ host: localhost, port: %d, user: postgres, tls: disable }".formatted(server.port());
            var config = RunningGateway.config(directory, tcp, source("native") + "\n  " + source("lakeflow"));
            RunningGateway.runUntilCaughtUp(config);
            server.execute("postgres", "INSERT INTO kinds DEFAULT VALUES");
            RunningGateway.runUntilCaughtUp(config);
        }
        assertThat(staged("native", documented)).containsExactlyEntriesOf(column(documented, Row::nativeType));
        assertThat(staged("lakeflow", documented)).containsExactlyEntriesOf(column(documented, Row::lakeflowType));
    }

    private static Map<String, String> column(Map<String, Row> rows, Function<Row, String> type) {
        Map<String, String> column = new LinkedHashMap<>();
        rows.forEach((name, row) -> column.put(name, type.apply(row)));
        return column;
    }

    private static List<String> definitions() {
        List<String> definitions = new ArrayList<>(ImitatedExtension.create());
        definitions.addAll(List.of(
                "CREATE EXTENSION hstore",
                "CREATE EXTENSION citext",
                "CREATE EXTENSION ltree",
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TYPE address AS (street text, number int, since date)",
                "CREATE DOMAIN amount AS numeric(12,2)"));
        return definitions;
    }

    private static String createTable(Map<String, Row> documented) {
        List<String> columns = new ArrayList<>();
        documented.keySet().forEach(type -> columns.add("c" + columns.size() + " " + type));
        return "CREATE TABLE kinds (id serial PRIMARY KEY, " + String.join(", ", columns) + ")";
    }

    private static String source(String profile) {
        return profile + ": { connection: main, database: postgres, publication: p, types: { profile: " + profile
                + " }, destination: { catalog: " + profile + " } }";
    }

    private static Map<String, Row> documented() throws IOException {
        Map<String, Row> documented = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(DOCUMENT);
        int at = lines.indexOf("| PostgreSQL | `native` | `lakeflow` | remarks |") + 2;
        assertThat(at).isGreaterThan(1);
        for (; lines.get(at).startsWith("|"); at++) {
            String[] cells = lines.get(at).replace("(p,s)", "(20,5)").split("\\|", -1);
            QUOTED.matcher(cells[1]).results().forEach(type -> {
                Row row = new Row(unquoted(cells[2]), unquoted(cells[3]));
                assertThat(documented.put(type.group(1), row)).as(type.group(1)).isNull();
            });
        }
        return documented;
    }

    private static String unquoted(String cell) {
        return cell.strip().replace("`", "");
    }

    private Map<String, String> staged(String source, Map<String, Row> documented) throws IOException {
        List<String> names = List.copyOf(documented.keySet());
        Map<String, String> staged = new LinkedHashMap<>();
        try (var entries = Files.list(directory.resolve("staging/_headgate/" + source + "/log"))) {
            for (Path entry : entries.filter(path -> !path.toString().contains("checkpoint"))
                    .toList()) {
                for (JsonNode schema :
                        new ObjectMapper().readTree(entry.toFile()).path("schemas")) {
                    for (int i = 0; i < names.size(); i++) {
                        staged.put(
                                names.get(i),
                                notation(schema.path("columns").get(i + 1).path("type")));
                    }
                }
            }
        }
        return staged;
    }

    private static String notation(JsonNode type) {
        if (type.has("list")) {
            return "list<" + notation(type.path("list")) + ">";
        }
        if (type.has("map")) {
            JsonNode map = type.path("map");
            return "map<" + notation(map.path("key")) + ", " + notation(map.path("value")) + ">";
        }
        if (type.has("struct")) {
            return StreamSupport.stream(type.path("struct").spliterator(), false)
                    .map(field -> field.path("name").asText() + ": " + notation(field.path("type")))
                    .collect(Collectors.joining(", ", "struct<", ">"));
        }
        return type.asText();
    }
}
