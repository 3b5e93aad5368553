package dev.headgate.staging.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomTableTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path root;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void any_table_is_read_back_by_another_reader_as_it_was_written(long seed) throws IOException {
        check(root, seed);
    }

    @Test
    @Tag("torture")
    void two_thousand_more_random_tables() throws IOException {
        for (long seed = 1000; seed < 3000; seed++) {
            check(root.resolve("seed" + seed), seed);
        }
    }

    private static void check(Path root, long seed) throws IOException {
        Random random = new Random(seed);
        TableSchema schema = randomSchema(random);
        int rowCount = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextInt(200);
            default -> 1000 + random.nextInt(3000);
        };
        double nullChance = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            default -> random.nextDouble();
        };
        int distinct = random.nextBoolean() ? 1 + random.nextInt(50) : Integer.MAX_VALUE;
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (Column column : schema.columns()) {
                row.add(Values.random(random, column.type(), column.required() ? 0 : nullChance, distinct));
            }
            rows.add(row);
        }
        write(root, random, schema, rows);
        assertThat(ParquetFiles.read(root, schema))
                .as("seed " + seed + ", " + schema)
                .isEqualTo(rows);
    }

    private static TableSchema randomSchema(Random random) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            ColumnType type = Values.randomType(random, 2);
            columns.add(new Column("c" + i, type, random.nextInt(4) == 0 && isLeaf(type), i + 1, null));
        }
        return new TableSchema(columns, List.of());
    }

    private static boolean isLeaf(ColumnType type) {
        return type instanceof ColumnType.Primitive || type instanceof ColumnType.Decimal;
    }

    private static void write(Path root, Random random, TableSchema schema, List<List<@Nullable Object>> rows)
            throws IOException {
        List<ParquetOptions.Codec> codecs = List.of(ParquetOptions.Codec.values());
        ParquetOptions options = new ParquetOptions(
                codecs.get(random.nextInt(codecs.size())),
                random.nextInt(4),
                1024 << random.nextInt(8),
                65_536L << random.nextInt(6));
        List<ColumnBatch> batches = new ArrayList<>();
        batches.add(new ColumnBatch(schema));
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + 1 + random.nextInt(1500));
            batches.add(ParquetFiles.batch(schema, rows.subList(from, to)));
            from = to;
        }
        FileSummary summary = ParquetFiles.write(root, options, batches);
        assertThat(summary.rows()).isEqualTo(rows.size());
    }
}
