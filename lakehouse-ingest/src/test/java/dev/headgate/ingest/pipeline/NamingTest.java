package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tables go, and which of their columns. */
final class NamingTest {
    private static final TableName ITEMS = name("Items");
    private static final TableSchema KEYED = new TableSchema(
            List.of(
                    column("id", Primitive.INT64, 1),
                    column("ssn", Primitive.STRING, 2),
                    column("word", Primitive.STRING, 3)),
            List.of("id"));

    @TempDir
    private Path directory;

    @Test
    void a_table_gets_prefix_case_and_mapped_schema() {
        Lake lake = new Lake(directory)
                .with("naming: { prefix: raw_, case: lower, catalogs: { db: Main }, schemas: { public: bronze } }");
        lake.log()
                .table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "s", "one")
                .publish(110);

        lake.ingest();

        assertThat(lake.directory(ITEMS)).isEqualTo(lake.target().resolve("main/bronze/raw_items"));
        assertThat(lake.rows(ITEMS)).containsExactly("1|s|one");
    }

    @Test
    void of_two_tables_that_get_one_name_the_second_stands_still() {
        Lake lake = new Lake(directory).with("naming: { case: lower }");
        TableName other = name("items");
        StagedLogByHand log = lake.log();
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "s", "one").publish(110);
        lake.ingest();
        log.table(other, KEYED).change(other, 'c', 120, 1, 2L, "s", "two").publish(130);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(other, IngestErrorCode.TABLE_FOREIGN));
        assertThat(lake.rows(ITEMS)).containsExactly("1|s|one");
    }

    @Test
    void an_excluded_column_is_not_in_the_table_nor_needed_by_it() {
        Lake lake = new Lake(directory).with("exclude_columns: { \"public.*\": [ssn] }");
        StagedLogByHand log = lake.log();
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "s", "one").publish(110);
        lake.ingest();
        log.change(ITEMS, 'u', 120, 1, 1L, ABSENT, "uno").publish(130);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns()).containsExactly("id", "word");
        assertThat(lake.rows(ITEMS)).containsExactly("1|uno");
    }

    @Test
    void a_key_column_cannot_be_excluded() {
        Lake lake = new Lake(directory).with("exclude_columns: { \"public.Items\": [id] }");
        lake.log()
                .table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "s", "one")
                .publish(110);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.COLUMN_REQUIRED));
    }
}
