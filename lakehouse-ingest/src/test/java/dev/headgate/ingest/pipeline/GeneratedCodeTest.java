package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static dev.headgate.ingest.pipeline.StagedLogByHand.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.ingest.generate.Engine;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GeneratedCodeTest {
    private static final TableName ITEMS = name("items");
    private static final TableName NOTES = name("notes");
    private static final TableSchema KEYED = new TableSchema(
            List.of(column("id", Primitive.INT64, 1), column("word", Primitive.STRING, 2)), List.of("id"));

    @TempDir
    private Path directory;

    @Test
    void a_copy_takes_the_place_of_what_was_before_it_and_a_copy_that_is_not_complete_does_not() {
        Lake lake = new Lake(directory);
        StagedLogByHand log = lake.log();
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "gone").publish(110);
        log.event(LogEvent.refreshStarted(ITEMS, 2, Map.of())).publish(120);
        log.change(ITEMS, 'c', 130, 1, 2L, "between").publish(140);
        log.change(ITEMS, 'r', 150, 0, 2L, "copied")
                .change(ITEMS, 'r', 150, 0, 3L, "copied")
                .publishSnapshot(160, 2);
        log.change(ITEMS, 'u', 170, 1, 3L, "changed").publish(180);
        assertThat(GeneratedViews.rows(lake, "items")).containsExactly("1|gone");

        log.event(LogEvent.refreshFinished(ITEMS, 2, Map.of("consistent_point", "0/96", "readable_at", "0/96")))
                .publish(190);
        assertThat(GeneratedViews.rows(lake, "items")).containsExactly("2|copied", "3|changed");
    }

    @Test
    void columns_keep_their_values_when_they_are_renamed() {
        Lake lake = new Lake(directory);
        StagedLogByHand log = lake.log();
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "old")
                .change(ITEMS, 'c', 100, 2, 2L, "old")
                .publish(110);
        TableSchema renamed = new TableSchema(
                List.of(
                        column("id", Primitive.INT64, 1),
                        column("text", Primitive.STRING, 2),
                        column("word", Primitive.STRING, 3)),
                List.of("id"));
        log.table(ITEMS, renamed).change(ITEMS, 'u', 120, 1, 1L, ABSENT, "new").publish(130);
        assertThat(GeneratedViews.rows(lake, "items")).containsExactly("1|old|new", "2|old|null");
    }

    @Test
    void a_value_that_is_in_no_change_is_an_error_and_not_null() {
        Lake lake = new Lake(directory);
        lake.log().table(ITEMS, KEYED).change(ITEMS, 'u', 100, 1, 1L, ABSENT).publish(110);
        assertThatThrownBy(() -> GeneratedViews.rows(lake, "items"))
                .rootCause()
                .hasMessageContaining("a value of column word is in no staged change");
    }

    @ParameterizedTest
    @EnumSource(value = Engine.class, names = "DUCKDB", mode = EnumSource.Mode.EXCLUDE)
    void code_that_was_not_run_says_so_and_tables_that_it_would_harm_are_refused(Engine engine) {
        Lake lake = new Lake(directory);
        StagedLogByHand log = lake.log();
        TableName absent = name("absent");
        log.table(ITEMS, KEYED)
                .table(absent, KEYED)
                .table(NOTES, new TableSchema(List.of(column("word", Primitive.STRING, 1)), List.of()));
        log.change(ITEMS, 'c', 100, 1, 1L, "one")
                .change(absent, 'c', 100, 2, 1L, "one")
                .change(absent, 'u', 100, 3, 1L, ABSENT)
                .change(NOTES, 'c', 100, 4, "one");
        log.keyChange(ITEMS, 100, 5, row(1L, null), row(2L, "one")).publish(110);

        String code = GeneratedViews.code(lake, engine);

        assertThat(code).contains("NOT RUN by Headgate's tests", "as of entry 1");
        assertThat(section(code, "items")).doesNotContain("REFUSED").contains("id");
        assertThat(section(code, "notes")).contains("REFUSED: The table has no key");
        if (engine == Engine.SPARK) {
            assertThat(section(code, "absent")).contains("WITH RECURSIVE", "array_contains", "MERGE INTO");
        } else {
            assertThat(section(code, "absent")).contains("REFUSED: Changes leave out values", "REPLICA IDENTITY FULL");
        }
    }

    /** From the title of a table to that of the next one. */
    private static String section(String code, String table) {
        String from = code.substring(code.indexOf(" db.public." + table + ", of source"));
        int end = from.indexOf(", of source", 40);
        return end < 0 ? from : from.substring(0, end);
    }
}
