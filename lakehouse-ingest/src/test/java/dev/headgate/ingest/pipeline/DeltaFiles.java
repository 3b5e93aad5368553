package dev.headgate.ingest.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Reads a Delta table without Kernel: the log's JSON as the protocol describes it, rows with DuckDB, deletion vectors by hand.
 * Knows what these tests need: no partitions, all commits still in JSON.
 */
final class DeltaFiles {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final String BASE_85 =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    private final Path directory;

    /** A table as it is at one version: rows by column name, values as text. */
    record Version(
            long number, Map<String, Long> transactions, List<String> columns, List<List<@Nullable String>> rows) {}

    DeltaFiles(Path directory) {
        this.directory = directory;
    }

    boolean exists() {
        return Files.exists(log(0));
    }

    private Path log(long version) {
        return directory.resolve("_delta_log").resolve(String.format(Locale.ROOT, "%020d.json", version));
    }

    long newestVersion() {
        long version = -1;
        while (Files.exists(log(version + 1))) {
            version++;
        }
        return version;
    }

    Version newest() {
        return read(newestVersion());
    }

    Version read(long version) {
        try {
            Map<String, JsonNode> live = new TreeMap<>();
            Map<String, Long> transactions = new HashMap<>();
            JsonNode schema = JSON.createObjectNode();
            for (long number = 0; number <= version; number++) {
                for (String line : Files.readAllLines(log(number))) {
                    JsonNode action = JSON.readTree(line);
                    if (action.has("remove")) {
                        live.remove(key(action.get("remove")));
                    } else if (action.has("txn")) {
                        transactions.put(
                                action.at("/txn/appId").asText(),
                                action.at("/txn/version").asLong());
                    } else if (action.has("metaData")) {
                        schema = JSON.readTree(
                                action.at("/metaData/schemaString").asText());
                    }
                }
                for (String line : Files.readAllLines(log(number))) {
                    JsonNode action = JSON.readTree(line);
                    if (action.has("add")) {
                        live.put(key(action.get("add")), action.get("add"));
                    }
                }
            }
            return rows(version, transactions, schema, live);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file with one deletion vector is another than the same file with another one. */
    private static String key(JsonNode file) {
        JsonNode vector = file.path("deletionVector");
        return file.path("path").asText() + "|" + vector.path("pathOrInlineDv").asText() + "|"
                + vector.path("offset").asText();
    }

    private Version rows(long version, Map<String, Long> transactions, JsonNode schema, Map<String, JsonNode> live)
            throws IOException {
        Map<String, String> physical = new LinkedHashMap<>();
        for (JsonNode field : schema.path("fields")) {
            physical.put(
                    field.path("name").asText(),
                    field.at("/metadata/delta.columnMapping.physicalName").asText());
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            for (JsonNode add : live.values()) {
                read(statement, add, physical, rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Version(version, transactions, List.copyOf(physical.keySet()), rows);
    }

    private void read(Statement duck, JsonNode add, Map<String, String> physical, List<List<@Nullable String>> rows)
            throws IOException, SQLException {
        RoaringBitmap deleted = deleted(add.path("deletionVector"));
        Path file = directory.resolve(add.path("path").asText());
        List<String> present = new ArrayList<>();
        try (ResultSet names = duck.executeQuery("SELECT name FROM parquet_schema('" + file + "')")) {
            while (names.next()) {
                present.add(names.getString(1));
            }
        }
        List<String> selected = new ArrayList<>();
        physical.values().forEach(name -> selected.add(present.contains(name) ? "\"" + name + "\"::VARCHAR" : "NULL"));
        try (ResultSet result = duck.executeQuery("SELECT file_row_number, " + String.join(", ", selected)
                + " FROM read_parquet('" + file + "', file_row_number = true)")) {
            while (result.next()) {
                if (!deleted.contains(result.getInt(1))) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int column = 0; column < selected.size(); column++) {
                        row.add(result.getString(column + 2));
                    }
                    rows.add(row);
                }
            }
        }
    }

    /** Protocol, "Deletion Vectors": storage type u, a UUID in Z85, names the file. */
    private RoaringBitmap deleted(JsonNode vector) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        if (vector.isMissingNode() || vector.isNull()) {
            return rows;
        }
        if (!vector.path("storageType").asText().equals("u")) {
            throw new IllegalStateException("only vectors in files are known: " + vector);
        }
        Path file = directory.resolve(
                "deletion_vector_" + uuid(vector.path("pathOrInlineDv").asText()) + ".bin");
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        content.position(vector.path("offset").asInt());
        int size = content.getInt();
        if (size != vector.path("sizeInBytes").asInt()) {
            throw new IllegalStateException("the vector has another size than the log says");
        }
        ByteBuffer data = content.slice(content.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        if (data.getInt() != 1681511377 || data.getLong() != 1 || data.getInt() != 0) {
            throw new IllegalStateException("not a vector of one bitmap");
        }
        rows.deserialize(data);
        if (rows.getLongCardinality() != vector.path("cardinality").asLong()) {
            throw new IllegalStateException("the vector has another cardinality than the log says");
        }
        return rows;
    }

    private static String uuid(String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        byte[] digits = encoded.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < digits.length; i += 5) {
            long value = 0;
            for (int j = 0; j < 5; j++) {
                value = value * 85 + BASE_85.indexOf(digits[i + j]);
            }
            bytes.putInt((int) value);
        }
        bytes.flip();
        return new java.util.UUID(bytes.getLong(), bytes.getLong()).toString();
    }
}
