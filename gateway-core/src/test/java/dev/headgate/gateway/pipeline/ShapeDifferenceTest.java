package dev.headgate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.source.TableStorage;
import dev.headgate.gateway.source.TableStorage.ColumnStorage;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes leave staged rows right. */
final class ShapeDifferenceTest {
    private static final Column ID = column("id", 1, "integer", Primitive.INT32);
    private static final TableStorage THEN = storage(7, "l", "f", Map.of(1, "10", 2, "10"));

    private static Column column(String name, int number, String sourceType, ColumnType type) {
        return new Column(name, type, false, number, sourceType);
    }

    private static TableSchema table(Column... columns) {
        return new TableSchema(List.of(columns), List.of("id"));
    }

    private static TableStorage storage(long oid, String leaves, String files, Map<Integer, String> versions) {
        Map<Integer, ColumnStorage> columns = new HashMap<>();
        versions.forEach((number, version) ->
                columns.put(number, new ColumnStorage(version.replace("d", ""), version.contains("d"), false)));
        return new TableStorage(oid, leaves, files, 2, columns);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "character varying(10) | character varying(20)",
                "character varying(10) | character varying",
                "character varying(10) | text",
                "timestamp(3) without time zone | timestamp without time zone",
                "time(0) with time zone | time(6) with time zone",
                "bit varying(3) | bit varying(4)"
            })
    void a_type_that_grows_leaves_staged_rows_right(String before, String now) {
        ShapeDifference difference = retyped(before, now);
        assertThat(difference.breaks()).isFalse();
        assertThat(difference.text()).isEqualTo("column \"n\" was " + before + " and is " + now);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "character varying(20) | character varying(10)",
                "character varying | character varying(10)",
                "character(3) | character(5)",
                "text | character varying(10)",
                "timestamp without time zone | timestamp(3) without time zone",
                "timestamp(3) without time zone | timestamp(3) with time zone",
                "cidr | inet",
                "character varying(10)[] | character varying(20)[]"
            })
    void a_type_that_does_not_grow_breaks_them(String before, String now) {
        assertThat(retyped(before, now).breaks()).isTrue();
    }

    private static ShapeDifference retyped(String before, String now) {
        return ShapeDifference.of(
                table(ID, column("n", 2, before, Primitive.STRING)), table(ID, column("n", 2, now, Primitive.STRING)));
    }

    @Test
    void a_decimal_may_get_more_digits_before_the_point_only() {
        Column narrow = column("n", 2, "numeric(8,2)", new ColumnType.Decimal(8, 2));
        Column wide = column("n", 2, "numeric(12,2)", new ColumnType.Decimal(12, 2));
        Column finer = column("n", 2, "numeric(12,4)", new ColumnType.Decimal(12, 4));
        Column free = column("n", 2, "numeric", Primitive.STRING);
        assertThat(ShapeDifference.of(table(ID, narrow), table(ID, wide)).breaks())
                .isFalse();
        assertThat(ShapeDifference.of(table(ID, wide), table(ID, narrow)).breaks())
                .isTrue();
        assertThat(ShapeDifference.of(table(ID, narrow), table(ID, finer)).breaks())
                .isTrue();
        assertThat(ShapeDifference.of(table(ID, narrow), table(ID, free)).breaks())
                .isTrue();
    }

    @Test
    void columns_are_told_apart_by_attribute_number() {
        Column n = column("n", 2, "integer", Primitive.INT32);
        ShapeDifference renamed =
                ShapeDifference.of(table(ID, n), table(ID, column("m", 2, "integer", Primitive.INT32)));
        assertThat(renamed.text()).isEqualTo("column \"n\" is named \"m\" now");
        assertThat(renamed.breaks()).isFalse();
        ShapeDifference replaced =
                ShapeDifference.of(table(ID, n), table(ID, column("n", 3, "boolean", Primitive.BOOLEAN)));
        assertThat(replaced.text()).isEqualTo("column \"n\" was added; column \"n\" is gone");
        assertThat(replaced.breaks()).isFalse();
    }

    @Test
    void another_key_breaks_staged_rows_and_a_renamed_key_column_does_not() {
        Column n = column("n", 2, "integer", Primitive.INT32);
        TableSchema before = table(ID, n);
        assertThat(ShapeDifference.of(before, new TableSchema(List.of(ID, n), List.of("n")))
                        .text())
                .isEqualTo("the key was (id) and is (n)");
        assertThat(ShapeDifference.of(before, new TableSchema(List.of(ID, n), List.of()))
                        .breaks())
                .isTrue();
        Column key = column("key", 1, "integer", Primitive.INT32);
        assertThat(ShapeDifference.of(before, new TableSchema(List.of(key, n), List.of("key")))
                        .breaks())
                .isFalse();
    }

    @Test
    void rows_are_judged_by_what_the_catalog_says_of_them() {
        Column n = column("n", 2, "integer", Primitive.INT32);
        Column m = column("m", 3, "integer", Primitive.INT32);
        TableSchema both = table(ID, n);
        assertThat(stored(storage(7, "l", "f2", Map.of(1, "10", 2, "10")), both, both))
                .isEqualTo(List.of());
        assertThat(stored(storage(7, "l", "f2", Map.of(1, "10", 2, "11")), both, both))
                .containsExactly("column \"n\" was altered and the table rewritten");
        assertThat(stored(storage(7, "l", "f", Map.of(1, "10", 2, "11")), both, both))
                .isEmpty();
        assertThat(stored(storage(7, "l2", "f2", Map.of(1, "10", 2, "10")), both, both))
                .isEmpty();
        assertThat(stored(storage(8, "l", "f", Map.of(1, "10", 2, "10")), both, both))
                .containsExactly("it is another table of that name");
        assertThat(stored(storage(7, "l", "f", Map.of(1, "10", 2, "10", 3, "12d")), both, table(ID, n, m)))
                .containsExactly("column \"m\" was added with a value for the rows that were there");
        assertThat(stored(storage(7, "l", "f", Map.of(1, "10", 2, "10", 3, "12")), both, table(ID, n, m)))
                .isEmpty();
        assertThat(stored(storage(7, "l", "f2", Map.of(1, "10", 2, "10", 3, "12")), both, table(ID, n, m)))
                .containsExactly("column \"m\" was added and the table rewritten");
        assertThat(stored(THEN, table(ID), both)).containsExactly("column \"n\" was there and not staged");
    }

    private static List<String> stored(TableStorage now, TableSchema settled, TableSchema staged) {
        return ShapeDifference.of(THEN, now, settled, staged).breaking();
    }

    @Test
    void how_a_table_lies_is_the_same_after_it_was_written_and_read() {
        TableStorage storage = storage(16_400, "a1", "ffffffffffffffff", Map.of(1, "733", 12, "801d"));
        assertThat(TableStorage.parse(storage.text())).isEqualTo(storage);
        assertThat(storage.text()).isEqualTo("16400/a1/ffffffffffffffff/2/1:733,12:801d");
    }
}
