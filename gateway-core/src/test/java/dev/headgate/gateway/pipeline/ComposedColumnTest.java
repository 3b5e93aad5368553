package dev.headgate.gateway.pipeline;

import static dev.headgate.gateway.pipeline.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.gateway.source.TypeShape;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComposedColumnTest {
    private static final int TABLE = 20_000;
    private static final int VISIT = 16_400;
    private static final int VISITS = 16_399;
    private static final int INT4 = 23;
    private static final int DATE = 1082;
    private static final int DATERANGE = 3912;
    private static final String META = " _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=";

    /** {@code CREATE TYPE visit AS (place int, day date)}. */
    private static final TypeShape VISIT_SHAPE = new TypeShape.Composite(List.of(
            new TypeShape.Field("place", INT4, new TypeShape.BuiltIn(INT4, -1)),
            new TypeShape.Field("day", DATE, new TypeShape.BuiltIn(DATE, -1))));

    @Test
    void a_part_that_cannot_be_held_takes_the_whole_value_with_it_and_nothing_of_its_neighbours() throws Exception {
        AssemblerFixture stream = AssemblerFixture.text();
        know(stream, VISITS, new TypeShape.ArrayOf(VISIT_SHAPE, ','));
        stream.receive(begin(), table(VISITS));
        for (String value : List.of(
                "{\"(1,1970-01-02)\",NULL}",
                "{\"(1,1970-01-03)\",\"(2,infinity)\"}",
                "{\"(,)\"}",
                "[0:0]={\"(1,1970-01-04)\"}",
                "{\"(3,1970-01-05)\"}")) {
            stream.receive(insert().text(value));
        }

        stream.receive(commit());
        assertThat(stream.cut())
                .containsExactly(
                        row("visits=[[1, 1], null]", 1),
                        row("", 2) + " _cdc_unrepresentable=[[visits, {\"(1,1970-01-03)\",\"(2,infinity)\"}]]",
                        row("visits=[[null, null]]", 3),
                        row("", 4) + " _cdc_unrepresentable=[[visits, [0:0]={\"(1,1970-01-04)\"}]]",
                        row("visits=[[3, 4]]", 5));
    }

    @Test
    void a_struct_keeps_nothing_of_a_value_whose_last_field_cannot_be_held() throws Exception {
        AssemblerFixture stream = AssemblerFixture.text();
        know(stream, VISIT, VISIT_SHAPE);
        stream.receive(begin(), table(VISIT), insert().text("(1,infinity)"), insert().text("(2,1970-01-03)"), commit());

        assertThat(stream.cut())
                .containsExactly(
                        row("", 1) + " _cdc_unrepresentable=[[visits, (1,infinity)]]", row("visits=[2, 2]", 2));
    }

    @Test
    void so_does_a_range_whose_upper_bound_cannot_be_held() throws Exception {
        AssemblerFixture stream = AssemblerFixture.text();
        stream.receive(
                begin(),
                table(DATERANGE),
                insert().text("[1970-01-02,infinity)"),
                insert().text("[1970-01-03,)"),
                insert().text("empty"),
                commit());

        assertThat(stream.cut())
                .containsExactly(
                        row("", 1) + " _cdc_unrepresentable=[[visits, [1970-01-02,infinity)]]",
                        row("visits=[2, null, 1, 0, 0]", 2),
                        row("visits=[null, null, 0, 0, 1]", 3));
    }

    @Test
    void a_composite_value_with_other_fields_than_the_catalog_says_is_null_with_its_text() throws Exception {
        AssemblerFixture stream = AssemblerFixture.text();
        know(stream, VISIT, VISIT_SHAPE);
        stream.receive(
                begin(),
                table(VISIT),
                insert().text("(1)"),
                insert().text("(1,1970-01-02,\"a b\")"),
                insert().text("(1970-01-02,1)"),
                insert().text("(2,1970-01-03)"));

        stream.receive(commit());
        assertThat(stream.cut())
                .containsExactly(
                        row("", 1) + " _cdc_unrepresentable=[[visits, (1)]]",
                        row("", 2) + " _cdc_unrepresentable=[[visits, (1,1970-01-02,\"a b\")]]",
                        row("", 3) + " _cdc_unrepresentable=[[visits, (1970-01-02,1)]]",
                        row("visits=[2, 2]", 4));
    }

    @Test
    void so_is_one_in_binary_form_whose_fields_have_other_types() throws Exception {
        AssemblerFixture stream = new AssemblerFixture(Map.of(), true, AssemblerFixture.limits(1 << 20));
        know(stream, VISIT, VISIT_SHAPE);
        stream.receive(
                begin(),
                table(VISIT),
                insert().binary(0, 0, 0, 2, 0, 0, 0, INT4, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 25, 0, 0, 0, 1, 'x'),
                insert().binary(0, 0, 0, 1, 0, 0, 0, INT4, 0, 0, 0, 4, 0, 0, 0, 8));

        stream.receive(commit());
        assertThat(stream.cut())
                .containsExactly(
                        row("", 1) + " _cdc_unrepresentable=[[visits, (7,x)]]",
                        row("", 2) + " _cdc_unrepresentable=[[visits, (8)]]");
    }

    @Test
    void types_of_extensions_are_known_by_the_function_that_sends_them() throws Exception {
        assertThat(textAndBinary("vector", "[1,-2.5]", 0, 2, 0, 0, 0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0))
                .isEqualTo("visits=[1.0, -2.5]");
        assertThat(textAndBinary("hstore", "\"a\"=>NULL", 0, 0, 0, 1, 0, 0, 0, 1, 'a', 0xFF, 0xFF, 0xFF, 0xFF))
                .isEqualTo("visits=[[a, null]]");
        assertThat(textAndBinary("geometry", "6162", 'a', 'b')).isEqualTo("visits=ab");
        assertThat(textAndBinary("geography", "7a", 'z')).isEqualTo("visits=z");
        assertThat(textAndBinary("ltree", "Top.Sub", 1, 'T', 'o', 'p', '.', 'S', 'u', 'b'))
                .isEqualTo("visits=Top.Sub");
    }

    /** What both forms of a value are staged as. */
    private static String textAndBinary(String type, String text, int... binary) throws Exception {
        AssemblerFixture fromText = AssemblerFixture.text();
        AssemblerFixture fromBinary = new AssemblerFixture(Map.of(), true, AssemblerFixture.limits(1 << 20));
        for (AssemblerFixture stream : List.of(fromText, fromBinary)) {
            know(stream, VISIT, new TypeShape.Other(type, type + "_send"));
            stream.receive(begin(), table(VISIT));
        }
        fromText.receive(insert().text(text), commit());
        fromBinary.receive(insert().binary(binary), commit());
        List<String> rows = fromText.cut();
        assertThat(fromBinary.cut()).isEqualTo(rows).hasSize(1);
        return rows.get(0).replace("public.t.1: ", "").replace(META + 1, "");
    }

    @Test
    void the_catalog_is_not_believed_where_it_names_another_type_than_the_stream() throws Exception {
        AssemblerFixture stream = AssemblerFixture.text();
        know(stream, VISIT, VISIT_SHAPE);
        stream.receive(begin(), table(VISIT + 1), insert().text("(1,1970-01-02)"));

        stream.receive(commit());
        assertThat(stream.cut()).containsExactly(row("visits=(1,1970-01-02)", 1));
    }

    private static void know(AssemblerFixture stream, int declaredType, TypeShape type) {
        ColumnShape column = new ColumnShape(1, "visits", declaredType, -1, type, "visit", false, false);
        stream.catalog.put(
                (long) TABLE,
                new TableShape(
                        TABLE,
                        "public",
                        "t",
                        'r',
                        false,
                        ReplicaIdentity.NOTHING,
                        List.of(),
                        List.of(),
                        List.of(column)));
    }

    private static String row(String value, int ordinal) {
        return "public.t.1:" + (value.isEmpty() ? "" : " " + value) + META + ordinal;
    }

    private static MessageBytes begin() {
        return message('B').int64(2_000).int64(0).int32(7);
    }

    private static MessageBytes commit() {
        return message('C').int8(0).int64(2_000).int64(2_001).int64(0);
    }

    private static MessageBytes table(int type) {
        return message('R')
                .int32(TABLE)
                .string("public")
                .string("t")
                .int8('n')
                .int16(1)
                .column(0, "visits", type);
    }

    private static MessageBytes insert() {
        return message('I').int32(TABLE).int8('N').int16(1);
    }
}
