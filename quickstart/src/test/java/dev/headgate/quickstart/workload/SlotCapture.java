package dev.headgate.quickstart.workload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.quickstart.oracle.Lsn;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The plainest possible capture: fetches a slot's changes by SQL (protocol version 1, text) and stages them with DuckDB.
 * Neither fast nor durable; it gives the oracle true input that no gateway made. For integers and text.
 */
final class SlotCapture {

    static final Map<String, List<String>> KEYS = Map.of(
            "plain", List.of("id"),
            "pairs", List.of("k1", "k2"),
            "wide", List.of("id"),
            "marks", List.of("id"),
            "bag", List.of());

    private record Relation(String schema, String name, List<String> columns, List<String> types) {

        List<Integer> key() {
            return Objects.requireNonNull(KEYS.get(name)).stream()
                    .map(columns::indexOf)
                    .toList();
        }
    }

    private record Tuple(List<@Nullable String> values, List<Integer> absent) {}

    private record Row(
            Relation relation,
            String op,
            long lsn,
            int ordinal,
            int xid,
            Tuple tuple,
            @Nullable Tuple oldKey) {}

    private final Path root;
    private final Map<Integer, Relation> relations = new LinkedHashMap<>();
    private final ArrayNode schemas = new ObjectMapper().createArrayNode();
    private final List<Row> rows = new ArrayList<>();
    private int transactions;
    private long transactionsBefore;
    private long finalLsn;
    private int xid;
    private int ordinal;
    private long entry;
    private long through;

    SlotCapture(Path root) {
        this.root = root;
    }

    /** Stages everything that the slot has now. */
    void capture(EmbeddedServer server, String database, String slot, String publication, int transactionsPerEntry)
            throws SQLException, IOException {
        try (Connection connection = server.connect(database);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT data FROM "
                                + "pg_logical_slot_get_binary_changes(?, NULL, NULL, 'proto_version', '1', 'publication_names', ?)")) {
            statement.setString(1, slot);
            statement.setString(2, publication);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    ByteBuffer message = ByteBuffer.wrap(result.getBytes(1));
                    if (message.get(0) == 'C') {
                        through = message.position(10).getLong();
                        if (++transactions == transactionsPerEntry) {
                            publish();
                        }
                    } else {
                        decode(message);
                    }
                }
            }
            publish();
        }
    }

    private void decode(ByteBuffer in) {
        switch (in.get()) {
            case 'B' -> {
                finalLsn = in.getLong();
                xid = in.position(17).getInt();
                ordinal = 0;
            }
            case 'R' -> relations.put(in.getInt(), relation(in));
            case 'I' -> {
                Relation relation = relationOf(in);
                in.get();
                add(relation, "c", tuple(in), null);
            }
            case 'U' -> update(in);
            case 'D' -> {
                Relation relation = relationOf(in);
                byte kind = in.get();
                Tuple old = tuple(in);
                add(relation, "d", kind == 'K' || relation.key().isEmpty() ? old : keyOnly(relation, old), null);
            }
            case 'T' -> {
                int count = in.getInt();
                in.get();
                for (int table = 0; table < count; table++) {
                    Relation relation = relationOf(in);
                    add(relation, "t", new Tuple(nothing(relation.columns().size()), List.of()), null);
                }
            }
            default -> throw new IllegalStateException("message " + (char) in.get(0));
        }
    }

    private void update(ByteBuffer in) {
        Relation relation = relationOf(in);
        byte kind = in.get();
        Tuple old = null;
        if (kind != 'N') {
            old = tuple(in);
            in.get();
        }
        Tuple fresh = tuple(in);
        if (kind == 'O' && old != null) {
            for (int column : fresh.absent()) {
                fresh.values().set(column, old.values().get(column));
            }
            fresh = new Tuple(fresh.values(), List.of());
        }
        if (old == null || (!relation.key().isEmpty() && sameKey(relation, old, fresh))) {
            add(relation, "u", fresh, null);
        } else {
            add(relation, "d", relation.key().isEmpty() ? old : keyOnly(relation, old), null);
            add(relation, "c", fresh, relation.key().isEmpty() ? null : old);
        }
    }

    private static boolean sameKey(Relation relation, Tuple old, Tuple fresh) {
        return relation.key().stream()
                .allMatch(column ->
                        Objects.equals(old.values().get(column), fresh.values().get(column)));
    }

    private static Tuple keyOnly(Relation relation, Tuple old) {
        List<@Nullable String> values = nothing(old.values().size());
        relation.key().forEach(column -> values.set(column, old.values().get(column)));
        return new Tuple(values, List.of());
    }

    private void add(Relation relation, String op, Tuple tuple, @Nullable Tuple oldKey) {
        rows.add(new Row(relation, op, finalLsn, ++ordinal, xid, tuple, oldKey));
    }

    private Relation relationOf(ByteBuffer in) {
        return Objects.requireNonNull(relations.get(in.getInt()));
    }

    private static Relation relation(ByteBuffer in) {
        String schema = text(in);
        String name = text(in);
        in.get();
        List<String> columns = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int column = in.getShort(); column > 0; column--) {
            in.get();
            columns.add(text(in));
            int type = in.getInt();
            types.add(type == 23 ? "INTEGER" : type == 20 ? "BIGINT" : "VARCHAR");
            in.getInt();
        }
        return new Relation(schema, name, columns, types);
    }

    private static Tuple tuple(ByteBuffer in) {
        List<@Nullable String> values = nothing(in.getShort());
        List<Integer> absent = new ArrayList<>();
        for (int column = 0; column < values.size(); column++) {
            byte kind = in.get();
            if (kind == 'u') {
                absent.add(column);
            } else if (kind == 't') {
                byte[] value = new byte[in.getInt()];
                in.get(value);
                values.set(column, new String(value, StandardCharsets.UTF_8));
            }
        }
        return new Tuple(values, absent);
    }

    private static List<@Nullable String> nothing(int columns) {
        return new ArrayList<>(Collections.nCopies(columns, null));
    }

    private static String text(ByteBuffer in) {
        StringBuilder text = new StringBuilder();
        for (byte next = in.get(); next != 0; next = in.get()) {
            text.append((char) next);
        }
        return text.toString();
    }

    private void publish() throws SQLException, IOException {
        if (transactions == 0) {
            return;
        }
        entry++;
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("version", 1).put("log_id", "log").put("entry", entry).put("commit_id", "c" + entry);
        node.put("previous", entry == 1 ? null : "c" + (entry - 1))
                .put("source", "src")
                .put("epoch", 1);
        node.put("from_lsn", Lsn.format(transactionsBefore)).put("through_lsn", Lsn.format(through));
        node.put("transactions", transactions);
        ArrayNode files = node.putArray("files");
        ArrayNode newSchemas = node.putArray("schemas");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            for (Relation relation : rows.stream().map(Row::relation).distinct().toList()) {
                stage(duck, relation, files.addObject());
                if (schemas.findValuesAsText("table").stream().noneMatch(relation.name()::equals)) {
                    ObjectNode schema = newSchemas.addObject();
                    schema.put("catalog", "db").put("schema", relation.schema()).put("table", relation.name());
                    schema.put("schema_version", 1);
                    ArrayNode columns = schema.putArray("columns");
                    relation.columns().forEach(column -> columns.addObject().put("name", column));
                    ArrayNode key = schema.putArray("key");
                    relation.key().forEach(column -> key.add(relation.columns().get(column)));
                    schemas.add(schema.deepCopy());
                }
            }
        }
        Path log = Files.createDirectories(root.resolve("_headgate/src/log"));
        Files.writeString(log.resolve(String.format(Locale.ROOT, "%020d.json", entry)), node.toString());
        rows.clear();
        transactions = 0;
        transactionsBefore = through;
    }

    private void stage(Connection duck, Relation relation, ObjectNode file) throws SQLException, IOException {
        List<Row> staged =
                rows.stream().filter(row -> row.relation().equals(relation)).toList();
        String columns = IntStream.range(0, relation.columns().size())
                .mapToObj(column ->
                        relation.columns().get(column) + " " + relation.types().get(column) + ", ")
                .collect(Collectors.joining());
        String struct = relation.key().isEmpty()
                ? "INTEGER"
                : relation.key().stream()
                        .map(column -> relation.columns().get(column) + " "
                                + relation.types().get(column))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
        String path = "db/" + relation.schema() + "/" + relation.name() + "/g000001/" + entry + ".parquet";
        Files.createDirectories(root.resolve(path).resolve("..").normalize());
        try (Statement statement = duck.createStatement()) {
            statement.execute("CREATE TABLE " + relation.name() + " (" + columns
                    + "_cdc_op VARCHAR, _cdc_epoch INTEGER, _cdc_commit_lsn BIGINT, _cdc_ordinal BIGINT, "
                    + "_cdc_xid BIGINT, _cdc_unchanged VARCHAR[], _cdc_old_key " + struct + ")");
            insert(duck, relation, staged, struct);
            statement.execute(
                    "COPY " + relation.name() + " TO '" + root.resolve(path) + "' (FORMAT parquet, CODEC 'zstd')");
        }
        file.put("path", path).put("kind", "cdc").put("catalog", "db").put("schema", relation.schema());
        file.put("table", relation.name())
                .put("generation", 1)
                .put("schema_version", 1)
                .put("rows", staged.size());
        file.put("bytes", Files.size(root.resolve(path)));
        ObjectNode ops = file.putObject("ops");
        for (String op : List.of("c", "u", "d", "r", "t")) {
            ops.put(op, staged.stream().filter(row -> row.op().equals(op)).count());
        }
    }

    private static void insert(Connection duck, Relation relation, List<Row> staged, String struct)
            throws SQLException {
        String parameters = "?, ".repeat(relation.columns().size());
        String oldKey = relation.key().isEmpty()
                ? "CASE WHEN ? THEN NULL END"
                : "CASE WHEN ? THEN CAST(row("
                        + String.join(
                                ", ", relation.key().stream().map(column -> "?").toList()) + ") AS " + struct + ") END";
        try (PreparedStatement insert = duck.prepareStatement("INSERT INTO " + relation.name() + " VALUES ("
                + parameters + "?, 1, ?, ?, ?, string_split(?, ','), " + oldKey + ")")) {
            for (Row row : staged) {
                int at = 1;
                for (String value : row.tuple().values()) {
                    insert.setString(at++, value);
                }
                insert.setString(at++, row.op());
                insert.setLong(at++, row.lsn());
                insert.setLong(at++, row.ordinal());
                insert.setLong(at++, row.xid());
                List<String> absent = row.tuple().absent().stream()
                        .map(relation.columns()::get)
                        .toList();
                insert.setString(at++, absent.isEmpty() ? null : String.join(",", absent));
                Tuple old = row.oldKey();
                insert.setBoolean(at++, old != null);
                for (int column : relation.key()) {
                    insert.setString(at++, old == null ? null : old.values().get(column));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
