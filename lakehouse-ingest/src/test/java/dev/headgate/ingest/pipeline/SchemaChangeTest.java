package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaChangeTest {
    private static final TableName ITEMS = name("items");
    private static final Column ID = column("id", Primitive.INT32, 1);

    @TempDir
    private Path directory;

    private Lake lake;
    private StagedLogByHand log;

    @BeforeEach
    void open() {
        lake = new Lake(directory);
        log = lake.log();
    }

    private static TableSchema columns(Column... columns) {
        return new TableSchema(List.of(columns), List.of(columns[0].name()));
    }

    @Test
    void a_new_column_is_null_in_rows_from_before() {
        log.table(ITEMS, columns(ID)).change(ITEMS, 'c', 100, 1, 1L).publish(110);
        lake.ingest();
        log.table(ITEMS, columns(ID, column("word", Primitive.STRING, 2)))
                .change(ITEMS, 'c', 120, 1, 2L, "two")
                .publish(130);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns()).containsExactly("id", "word");
        assertThat(lake.rows(ITEMS)).containsExactly("1|null", "2|two");
    }

    @Test
    void a_renamed_column_keeps_its_values() {
        log.table(ITEMS, columns(ID, column("word", Primitive.STRING, 2)))
                .change(ITEMS, 'c', 100, 1, 1L, "one")
                .change(ITEMS, 'c', 100, 2, 2L, "two")
                .publish(110);
        lake.ingest();
        log.table(ITEMS, columns(ID, column("label", Primitive.STRING, 2), column("word", Primitive.STRING, 3)))
                .change(ITEMS, 'u', 120, 1, 2L, ABSENT, "another")
                .publish(130);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns()).containsExactly("id", "label", "word");
        assertThat(lake.rows(ITEMS)).containsExactly("1|one|null", "2|two|another");
    }

    @Test
    void a_dropped_column_stays_and_a_new_one_takes_its_name() {
        log.table(ITEMS, columns(ID, column("word", Primitive.STRING, 2)))
                .change(ITEMS, 'c', 100, 1, 1L, "one")
                .publish(110);
        lake.ingest();
        log.table(ITEMS, columns(ID, column("word", Primitive.BOOLEAN, 3)))
                .change(ITEMS, 'c', 120, 1, 2L, true)
                .publish(130);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns()).containsExactly("id", "word_2", "word");
        assertThat(lake.rows(ITEMS)).containsExactly("1|one|null", "2|null|true");
    }

    @Test
    void a_key_that_became_wider_still_finds_its_rows() {
        log.table(ITEMS, columns(ID, column("word", Primitive.STRING, 2)))
                .change(ITEMS, 'c', 100, 1, 1L, "one")
                .change(ITEMS, 'c', 100, 2, 2L, "two")
                .publish(110);
        lake.ingest();
        log.table(ITEMS, columns(column("id", Primitive.INT64, 1), column("word", Primitive.STRING, 2)))
                .change(ITEMS, 'u', 120, 1, 1L, "uno")
                .change(ITEMS, 'c', 120, 2, 1L << 40, "far")
                .publish(130);
        lake.ingest();
        log.change(ITEMS, 'd', 140, 1, 2L).publish(150);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1099511627776|far", "1|uno");
    }

    @Test
    void a_type_that_does_not_fit_stops_the_table() {
        log.table(ITEMS, columns(ID, column("word", Primitive.STRING, 2)))
                .change(ITEMS, 'c', 100, 1, 1L, "one")
                .publish(110);
        lake.ingest();
        log.table(ITEMS, columns(ID, column("word", Primitive.BOOLEAN, 2)))
                .change(ITEMS, 'c', 120, 1, 2L, true)
                .publish(130);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.SCHEMA_INCOMPATIBLE));
        assertThat(lake.rows(ITEMS)).containsExactly("1|one");
    }

    @Test
    void names_that_differ_in_case_only_are_two_columns() {
        log.table(ITEMS, columns(ID, column("Word", Primitive.STRING, 2), column("word", Primitive.STRING, 3)))
                .change(ITEMS, 'c', 100, 1, 1L, "upper", "lower")
                .publish(110);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns()).containsExactly("id", "Word", "word_2");
        assertThat(lake.rows(ITEMS)).containsExactly("1|upper|lower");
    }

    @Test
    void every_staged_type_reaches_the_table() {
        byte[] uuid = new byte[16];
        uuid[15] = 7;
        TableSchema all = columns(
                ID,
                column("s", Primitive.INT16, 2),
                column("f", Primitive.FLOAT, 3),
                column("t", Primitive.TIME, 4),
                column("l", Primitive.TIMESTAMP_LOCAL, 5),
                column("z", Primitive.TIMESTAMP_UTC, 6),
                column("u", Primitive.UUID, 7),
                column("j", Primitive.JSON, 8),
                column("n", new ColumnType.Decimal(12, 2), 9),
                column("a", new ColumnType.ListOf(Primitive.INT32), 10),
                column("o", Primitive.BOOLEAN, 11),
                column("d", Primitive.DATE, 12));
        log.table(ITEMS, all)
                .change(
                        ITEMS,
                        'c',
                        100,
                        1,
                        1L,
                        -5L,
                        1.5,
                        34_200_123_456L,
                        1_000_001L,
                        1_000_001L,
                        uuid,
                        "{\"a\": 1}",
                        1234L,
                        java.util.Arrays.asList(1L, null),
                        true,
                        3_000_000L)
                .publish(110);

        lake.ingest();

        assertThat(lake.rows(ITEMS))
                .containsExactly("1|-5|1.5|09:30:00.123456|1970-01-01 00:00:01.000001|"
                        + "1970-01-01 00:00:01.000001+00|00000000-0000-0000-0000-000000000007|{\"a\": 1}|12.34|"
                        + "[1, NULL]|true|10183-09-21");
    }
}
