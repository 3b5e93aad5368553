package dev.headgate.staging.parquet;

import static dev.headgate.staging.parquet.ParquetFiles.column;
import static dev.headgate.staging.parquet.ParquetFiles.required;
import static dev.headgate.staging.parquet.ParquetFiles.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.DoubleVector;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileWriterTest {
    private static final ParquetOptions SMALL_ROW_GROUPS =
            new ParquetOptions(ParquetOptions.Codec.ZSTD, 1, 16 << 10, 64 << 10);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path root;

    private void roundTrip(TableSchema schema, ParquetOptions options, List<List<@Nullable Object>> rows)
            throws IOException {
        ParquetFiles.write(root, options, List.of(ParquetFiles.batch(schema, rows)));
        assertThat(ParquetFiles.read(root, schema)).isEqualTo(rows);
    }

    @Test
    void every_column_type_has_the_logical_type_that_readers_know() throws IOException {
        List<Column> columns = new ArrayList<>();
        for (Primitive type : Primitive.values()) {
            columns.add(column(type.name(), type));
        }
        columns.add(column("D9", new ColumnType.Decimal(9, 2)));
        columns.add(column("D18", new ColumnType.Decimal(18, 4)));
        columns.add(column("D38", new ColumnType.Decimal(38, 10)));
        columns.add(column("LIST", new ColumnType.ListOf(Primitive.STRING)));
        columns.add(
                column("STRUCT", new ColumnType.StructOf(List.of(new ColumnType.StructField("id", Primitive.INT64)))));
        columns.add(column("MAP", new ColumnType.MapOf(Primitive.STRING, Primitive.STRING)));
        TableSchema schema = new TableSchema(columns, List.of());

        ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(new ColumnBatch(schema)));

        assertThat(DuckDb.texts(
                        "select column_name, column_type from (describe select *" + ParquetFiles.from(root) + ")"))
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly(
                        "BOOLEAN BOOLEAN",
                        "INT16 SMALLINT",
                        "INT32 INTEGER",
                        "INT64 BIGINT",
                        "FLOAT FLOAT",
                        "DOUBLE DOUBLE",
                        "STRING VARCHAR",
                        "JSON JSON",
                        "BINARY BLOB",
                        "DATE DATE",
                        "TIMESTAMP_LOCAL TIMESTAMP",
                        "TIMESTAMP_UTC TIMESTAMP WITH TIME ZONE",
                        "TIME TIME",
                        "UUID UUID",
                        "D9 DECIMAL(9,2)",
                        "D18 DECIMAL(18,4)",
                        "D38 DECIMAL(38,10)",
                        "LIST VARCHAR[]",
                        "STRUCT STRUCT(id BIGINT)",
                        "MAP MAP(VARCHAR, VARCHAR)");
    }

    @Test
    void extremes_of_numbers_and_times_survive() throws IOException {
        TableSchema schema = schema(
                column("i16", Primitive.INT16),
                column("i32", Primitive.INT32),
                column("i64", Primitive.INT64),
                column("d9", new ColumnType.Decimal(9, 9)),
                column("d18", new ColumnType.Decimal(18, 0)),
                column("d38", new ColumnType.Decimal(38, 0)),
                column("day", Primitive.DATE),
                column("at", Primitive.TIMESTAMP_LOCAL),
                column("time", Primitive.TIME));
        String digits38 = "9".repeat(38);
        List<List<@Nullable Object>> rows = List.of(
                List.of(
                        -32768L,
                        -2147483648L,
                        Long.MIN_VALUE,
                        "-0.999999999",
                        "-" + "9".repeat(18),
                        "-" + digits38,
                        -719_528L,
                        -62_135_596_800_000_000L,
                        0L),
                List.of(
                        32767L,
                        2147483647L,
                        Long.MAX_VALUE,
                        "0.999999999",
                        "9".repeat(18),
                        digits38,
                        2_932_896L,
                        253_402_300_799_999_999L,
                        86_399_999_999L));
        ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(ParquetFiles.batch(schema, rows)));

        assertThat(DuckDb.texts(
                        "select i16, i32, i64, d9, d18, d38, day - date '1970-01-01', epoch_us(\"at\"), epoch_us(\"time\")"
                                + ParquetFiles.from(root)))
                .isEqualTo(rows.stream()
                        .map(row -> row.stream().map(String::valueOf).toList())
                        .toList());
    }

    @Test
    void not_a_number_infinity_and_both_zeros_survive_and_are_found_by_filters() throws IOException {
        TableSchema schema = schema(column("f", Primitive.FLOAT), column("d", Primitive.DOUBLE));
        double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1.5};
        ColumnBatch batch = new ColumnBatch(schema);
        for (double value : values) {
            ((DoubleVector) batch.column(0)).append(value);
            ((DoubleVector) batch.column(1)).append(value);
            batch.endRow();
        }
        ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(batch));

        assertThat(DuckDb.texts("select f, d" + ParquetFiles.from(root)))
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly(
                        "NaN NaN", "Infinity Infinity", "-Infinity -Infinity", "0.0 0.0", "-0.0 -0.0", "1.5 1.5");
        assertThat(DuckDb.text("select count(*)" + ParquetFiles.from(root) + " where isnan(d)"))
                .isEqualTo("1");
        assertThat(DuckDb.text("select count(*)" + ParquetFiles.from(root) + " where d = 0"))
                .isEqualTo("2");
    }

    @Test
    void null_list_empty_list_and_list_of_null_are_three_things() throws IOException {
        ColumnType list = new ColumnType.ListOf(new ColumnType.ListOf(Primitive.INT32));
        roundTrip(
                schema(column("l", list)),
                ParquetOptions.DEFAULT,
                Arrays.asList(
                        Arrays.asList((Object) null),
                        List.of(List.of()),
                        List.of(Arrays.asList((Object) null)),
                        List.of(List.of(List.of())),
                        List.of(Arrays.asList(List.of(1L, 2L), null, List.of(), Arrays.asList(null, 3L)))));
    }

    @Test
    void null_struct_and_struct_of_nulls_are_two_things() throws IOException {
        ColumnType inner = new ColumnType.StructOf(List.of(
                new ColumnType.StructField("id", Primitive.INT64),
                new ColumnType.StructField("name", Primitive.STRING)));
        ColumnType outer = new ColumnType.StructOf(List.of(
                new ColumnType.StructField("inner", inner),
                new ColumnType.StructField("tags", new ColumnType.ListOf(Primitive.STRING))));
        roundTrip(
                schema(column("s", outer)),
                ParquetOptions.DEFAULT,
                Arrays.asList(
                        Arrays.asList((Object) null),
                        List.of(Arrays.asList(null, null)),
                        List.of(Arrays.asList(Arrays.asList(null, null), List.of())),
                        List.of(List.of(Arrays.asList(7L, "x"), Arrays.asList("a", null)))));
    }

    @Test
    void maps_keep_their_entries_and_null_values() throws IOException {
        ColumnType map = new ColumnType.MapOf(Primitive.STRING, Primitive.STRING);
        roundTrip(
                schema(column("m", map)),
                ParquetOptions.DEFAULT,
                Arrays.asList(
                        Arrays.asList((Object) null),
                        List.of(List.of()),
                        List.of(List.of(Arrays.asList("k", null), List.of("", "v")))));
    }

    @Test
    void null_key_of_a_map_is_refused() throws IOException {
        TableSchema schema = schema(column("m", new ColumnType.MapOf(Primitive.STRING, Primitive.STRING)));
        ColumnBatch batch = ParquetFiles.batch(schema, List.of(List.of(List.of(Arrays.asList(null, "v")))));
        assertThatThrownBy(() -> ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(batch)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("m.key_value.key");
    }

    @Test
    void many_row_groups_and_pages_hold_all_rows_in_order() throws IOException {
        TableSchema schema = schema(
                column("id", Primitive.INT64),
                column("text", Primitive.STRING),
                column("few", Primitive.STRING),
                column("none", Primitive.INT32),
                column("tags", new ColumnType.ListOf(Primitive.INT32)));
        List<ColumnBatch> batches = new ArrayList<>();
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (int b = 0; b < 100; b++) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < 777; i++) {
                long id = b * 777L + i;
                List<Object> tags = id % 5 == 0 ? List.of() : List.of(id % 11, id % 13);
                rows.add(Arrays.asList(id, "row " + id * 7919 % 100_003, "few " + id % 9, null, tags));
            }
            batches.add(ParquetFiles.batch(schema, rows));
            all.addAll(rows);
        }
        FileSummary summary = ParquetFiles.write(root, SMALL_ROW_GROUPS, batches);

        assertThat(summary.rows()).isEqualTo(77_700);
        assertThat(ParquetFiles.read(root, schema)).isEqualTo(all);
        String metadata = " from parquet_metadata('" + root.resolve(ParquetFiles.PATH) + "')";
        assertThat(DuckDb.text("select count(distinct row_group_id) > 5" + metadata))
                .isEqualTo("true");
        assertThat(DuckDb.text("select count(*)" + ParquetFiles.from(root) + " where id between 40000 and 40009"))
                .isEqualTo("10");
        assertThat(DuckDb.text("select count(*)" + ParquetFiles.from(root) + " where few = 'few 8' and id < 900"))
                .isEqualTo("100");
    }

    @Test
    void dictionary_that_stops_paying_in_a_later_page_leaves_all_values_intact() throws IOException {
        TableSchema schema = schema(column("n", Primitive.INT64), column("t", Primitive.STRING));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < 90_000; i++) {
            long value = i < 30_000 ? i % 7 : i;
            rows.add(List.of(value, "value " + value));
        }
        roundTrip(schema, ParquetOptions.DEFAULT, rows);
        String metadata = " from parquet_metadata('" + root.resolve(ParquetFiles.PATH) + "')";
        assertThat(DuckDb.texts("select encodings" + metadata))
                .allSatisfy(row -> assertThat(row.get(0)).contains("PLAIN", "RLE_DICTIONARY"));
    }

    @Test
    void statistics_bound_the_values_and_count_the_nulls() throws IOException {
        TableSchema schema = schema(
                column("n", Primitive.INT32),
                column("t", Primitive.STRING),
                column("d", new ColumnType.Decimal(38, 0)),
                column("b", Primitive.BOOLEAN));
        ParquetFiles.write(
                root,
                ParquetOptions.DEFAULT,
                List.of(ParquetFiles.batch(
                        schema,
                        Arrays.asList(
                                Arrays.asList(5L, "abcdefgh", "-3", 1L),
                                Arrays.asList(-2L, "abcdefgh\0", "17", 0L),
                                Arrays.asList(null, "", "-170000000000000000000000", null),
                                Arrays.asList(1L, "\uD83D\uDE00", null, 1L)))));
        assertThat(DuckDb.texts("select stats_min_value, stats_max_value, stats_null_count from parquet_metadata('"
                        + root.resolve(ParquetFiles.PATH) + "')"))
                .containsExactly(
                        List.of("-2", "5", "1"),
                        List.of("", "\uD83D\uDE00", "0"),
                        List.of("-170000000000000000000000", "17", "1"),
                        List.of("false", "true", "1"));
    }

    @Test
    void table_of_1600_columns_is_written_within_the_row_group_limit() throws IOException {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < 1600; i++) {
            columns.add(column("c" + i, i % 2 == 0 ? Primitive.INT64 : Primitive.STRING));
        }
        TableSchema schema = new TableSchema(columns, List.of());
        ParquetOptions options = new ParquetOptions(ParquetOptions.Codec.ZSTD, 1, 128 << 10, 8 << 20);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long r = 0; r < 300; r++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (long i = 0; i < 1600; i++) {
                row.add(i % 2 == 0 ? (Object) (r * 1600 + i) : "text " + r + "," + i);
            }
            rows.add(row);
        }
        List<ColumnBatch> batches = new ArrayList<>();
        for (int at = 0; at < 300; at += 50) {
            batches.add(ParquetFiles.batch(schema, rows.subList(at, at + 50)));
        }
        ParquetFiles.write(root, options, batches);
        assertThat(ParquetFiles.read(root, schema)).isEqualTo(rows);
    }

    @Test
    void file_without_rows_has_a_schema() throws IOException {
        TableSchema schema = schema(column("id", Primitive.INT64));
        FileSummary summary = ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(new ColumnBatch(schema)));
        assertThat(summary.rows()).isZero();
        assertThat(ParquetFiles.read(root, schema)).isEmpty();
    }

    @Test
    void footer_carries_field_ids_and_metadata() throws IOException {
        TableSchema schema = schema(new Column("id", Primitive.INT64, true, 17, "bigint"));
        ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(ParquetFiles.batch(schema, List.of(List.of(1L)))));
        String file = "('" + root.resolve(ParquetFiles.PATH) + "')";
        assertThat(DuckDb.text("select field_id from parquet_schema" + file + " where name = 'id'"))
                .isEqualTo("17");
        assertThat(DuckDb.text(
                        "select decode(value) from parquet_kv_metadata" + file + " where decode(key) = 'writer'"))
                .isEqualTo("test");
    }

    @Test
    void summary_states_size_and_checksum_of_the_file() throws IOException {
        TableSchema schema = schema(column("id", Primitive.INT64), column("t", Primitive.STRING));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < 30_000; i++) {
            rows.add(List.of(i * 7_777_777_777L, "text " + i));
        }
        FileSummary summary = ParquetFiles.write(root, SMALL_ROW_GROUPS, List.of(ParquetFiles.batch(schema, rows)));
        byte[] bytes = Files.readAllBytes(root.resolve(ParquetFiles.PATH));
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        assertThat(summary).isEqualTo(new FileSummary(30_000, bytes.length, (int) checksum.getValue()));
    }

    @Test
    void damaged_page_is_noticed_by_its_checksum() throws IOException {
        TableSchema schema = schema(column("id", Primitive.INT64));
        ParquetOptions plain = new ParquetOptions(ParquetOptions.Codec.UNCOMPRESSED, 1, 128 << 10, 32 << 20);
        ParquetFiles.write(root, plain, List.of(ParquetFiles.batch(schema, List.of(List.of(1L), List.of(2L)))));
        assertThat(readPagesVerified()).isEqualTo(1);

        Path file = root.resolve(ParquetFiles.PATH);
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0");
        bytes[at] = 3;
        Files.write(file, bytes);
        assertThatThrownBy(this::readPagesVerified)
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining("CRC checksum verification failed");
    }

    /** Number of pages of the file, each read with its checksum compared. */
    private int readPagesVerified() throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification()
                .build();
        int pages = 0;
        try (ParquetFileReader reader =
                new ParquetFileReader(new LocalInputFile(root.resolve(ParquetFiles.PATH)), options)) {
            List<ColumnDescriptor> leaves = reader.getFileMetaData().getSchema().getColumns();
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                for (ColumnDescriptor leaf : leaves) {
                    PageReader column = group.getPageReader(leaf);
                    while (column.readPage() != null) {
                        pages++;
                    }
                }
            }
        }
        return pages;
    }

    @Test
    void value_longer_than_any_page_is_kept_and_gives_its_memory_back() throws IOException {
        TableSchema schema = schema(column("id", Primitive.INT64), column("t", Primitive.STRING));
        byte[] large = new byte[9 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ('a' + i * 31L % 26);
        }
        ColumnBatch batch = new ColumnBatch(schema);
        for (long id = 0; id < 3; id++) {
            ((LongVector) batch.column(0)).append(id);
            ((BytesVector) batch.column(1)).append(large, 0, id == 1 ? large.length : 3);
            batch.endRow();
        }
        ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(batch));
        batch.reset();

        assertThat(batch.retainedBytes()).isLessThan(4096);
        assertThat(DuckDb.text("select md5(t)" + ParquetFiles.from(root) + " where id = 1"))
                .isEqualTo(md5(large));
        assertThat(DuckDb.text("select count(*)" + ParquetFiles.from(root) + " where t = 'afk'"))
                .isEqualTo("2");
    }

    private static String md5(byte[] bytes) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void null_in_a_required_column_is_refused_and_the_writer_stays_usable() throws IOException {
        TableSchema schema = schema(column("a", Primitive.INT64), required("b", Primitive.INT64));
        ColumnBatch good = ParquetFiles.batch(schema, List.of(List.of(1L, 2L)));
        ColumnBatch bad = ParquetFiles.batch(schema, List.of(Arrays.asList(3L, null)));
        try (LocalStore store = new LocalStore(root);
                PendingFile file = store.create(ParquetFiles.PATH);
                TableFileWriter writer = new TableFileWriter(schema, file, ParquetOptions.DEFAULT, Map.of())) {
            assertThatThrownBy(() -> writer.append(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("required column b");
            writer.append(good);
            writer.seal();
            file.publish();
        }
        assertThat(ParquetFiles.read(root, schema)).isEqualTo(List.of(List.of(1L, 2L)));
    }

    @Test
    void batch_with_a_missing_value_is_refused_by_column_name() throws IOException {
        TableSchema schema = schema(column("a", Primitive.INT64), column("b", Primitive.INT64));
        ColumnBatch batch = new ColumnBatch(schema);
        ((LongVector) batch.column(0)).append(1);
        batch.endRow();
        assertThatThrownBy(() -> ParquetFiles.write(root, ParquetOptions.DEFAULT, List.of(batch)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Column b has 0 rows in a batch of 1");
    }

    @Test
    void closing_an_unsealed_writer_leaves_no_file_behind() throws IOException {
        TableSchema schema = schema(column("a", Primitive.INT64));
        try (LocalStore store = new LocalStore(root)) {
            PendingFile file = store.create(ParquetFiles.PATH);
            try (TableFileWriter writer = new TableFileWriter(schema, file, ParquetOptions.DEFAULT, Map.of())) {
                writer.append(ParquetFiles.batch(schema, List.of(List.of(1L))));
                writer.flushRowGroup();
            }
            assertThat(root.resolve("t").toFile().list()).isEmpty();
        }
    }

    @Test
    void writers_of_one_thread_share_a_compressor() throws IOException {
        TableSchema schema = schema(column("a", Primitive.INT64));
        try (LocalStore store = new LocalStore(root);
                PageCompressor compressor = new PageCompressor(ParquetOptions.DEFAULT)) {
            for (long n = 0; n < 3; n++) {
                try (PendingFile file = store.create("t/" + n + ".parquet");
                        TableFileWriter writer = new TableFileWriter(schema, file, compressor, Map.of())) {
                    writer.append(ParquetFiles.batch(schema, List.of(List.of(n))));
                    writer.seal();
                    file.publish();
                }
            }
        }
        assertThat(DuckDb.text("select list(a order by a) from read_parquet('" + root + "/t/*.parquet')"))
                .isEqualTo("[0, 1, 2]");
    }
}
