package dev.headgate.quickstart.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a staging directory with DuckDB and Jackson alone. Rows are given as a SELECT whose columns are the source's,
 * then op, lsn, ord, unchanged, old_key.
 */
final class StagingByHand {

    static final StagedTable ITEMS = new StagedTable("db", "public", "items");

    private final ObjectMapper json = new ObjectMapper();
    private final Path root;
    private final List<String> key;
    private int entry;
    private long through;
    private @Nullable String previous;

    StagingByHand(Path root, String... key) {
        this.root = root;
        this.key = List.of(key);
    }

    /** One entry with one file. */
    StagingByHand entry(long throughLsn, String rows) {
        return entry(throughLsn, rows, node -> {});
    }

    StagingByHand entry(long throughLsn, String rows, Consumer<ObjectNode> spoil) {
        entry++;
        String path = "db/public/items/g000001/" + entry + ".parquet";
        Path file = root.resolve(path);
        try (DuckDb duck = new DuckDb(root)) {
            Files.createDirectories(file.resolve("..").normalize());
            duck.execute("CREATE TABLE rows AS SELECT * EXCLUDE (op, lsn, ord, unchanged, old_key), op AS _cdc_op, "
                    + "1::INTEGER AS _cdc_epoch, lsn::BIGINT AS _cdc_commit_lsn, ord::BIGINT AS _cdc_ordinal, "
                    + "now() AS _cdc_commit_ts, lsn::BIGINT AS _cdc_xid, unchanged::VARCHAR[] AS _cdc_unchanged, "
                    + "old_key AS _cdc_old_key FROM (" + rows + ")");
            duck.execute("COPY rows TO " + DuckDb.text(file.toString()) + " (FORMAT parquet, CODEC 'zstd')");
            ObjectNode node = node(duck, path, throughLsn);
            spoil.accept(node);
            Path log = Files.createDirectories(root.resolve("_headgate/src/log"));
            Files.writeString(log.resolve(String.format(Locale.ROOT, "%020d.json", entry)), node.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        through = throughLsn;
        previous = "commit-" + entry;
        return this;
    }

    private ObjectNode node(DuckDb duck, String path, long throughLsn) throws IOException {
        ObjectNode node = json.createObjectNode();
        node.put("version", 1).put("log_id", "log").put("entry", entry).put("commit_id", "commit-" + entry);
        node.put("previous", previous).put("source", "src").put("epoch", 1);
        node.put("from_lsn", Lsn.format(through)).put("through_lsn", Lsn.format(throughLsn));
        node.put("transactions", duck.number("SELECT count(DISTINCT _cdc_commit_lsn) FROM rows"));
        ObjectNode file = node.putArray("files").addObject();
        file.put("path", path)
                .put("kind", "cdc")
                .put("catalog", "db")
                .put("schema", "public")
                .put("table", "items");
        file.put("generation", 1).put("schema_version", 1).put("rows", duck.number("SELECT count(*) FROM rows"));
        ObjectNode ops = file.putObject("ops");
        for (String op : List.of("c", "u", "d", "r", "t")) {
            ops.put(op, duck.number("SELECT count(*) FROM rows WHERE _cdc_op = '" + op + "'"));
        }
        byte[] content = Files.readAllBytes(root.resolve(path));
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        file.put("bytes", content.length).put("crc32c", Long.toHexString(checksum.getValue()));
        ArrayNode schemas = node.putArray("schemas");
        if (entry == 1) {
            ObjectNode schema = schemas.addObject();
            schema.put("catalog", "db")
                    .put("schema", "public")
                    .put("table", "items")
                    .put("schema_version", 1);
            ArrayNode columns = schema.putArray("columns");
            duck.texts("SELECT column_name FROM duckdb_columns() WHERE table_name = 'rows' "
                            + "AND NOT starts_with(column_name, '_cdc_') ORDER BY column_index")
                    .forEach(column -> columns.addObject().put("name", column));
            ArrayNode keys = schema.putArray("key");
            key.forEach(keys::add);
        }
        return node;
    }

    StagedState read() {
        return StagedState.read(root, "src", OracleOptions.strict());
    }
}
