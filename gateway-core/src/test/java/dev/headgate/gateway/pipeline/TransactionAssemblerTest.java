package dev.headgate.gateway.pipeline;

import static dev.headgate.gateway.pipeline.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.gateway.source.TypeShape;
import dev.headgate.pgoutput.error.PgOutputException;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import dev.headgate.staging.log.LoadState;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.OpCounts;
import dev.headgate.staging.log.TableError;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionAssemblerTest {
    private static final int ORDERS = 20_000;
    private static final int INT4 = 23;
    private static final int TEXT = 25;
    private static final int DATE = 1082;

    private static final TableName ORDERS_STAGED = new TableName("db", "public", "orders");

    private final AssemblerFixture stream = AssemblerFixture.text();

    @Test
    void an_insert_is_a_row_with_its_position() throws Exception {
        stream.receive(
                begin(2_000), orders(ORDERS, 'd'), insert(ORDERS).text("1").text("a"), commit(2_000));

        assertThat(stream.cut())
                .containsExactly("public.orders.1: id=1 note=a _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1");
    }

    @Test
    void a_change_of_the_key_is_a_delete_and_an_insert_that_names_the_old_key() throws Exception {
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                update(ORDERS)
                        .int8('K')
                        .int16(2)
                        .text("1")
                        .nul()
                        .int8('N')
                        .int16(2)
                        .text("2")
                        .text("a"),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly(
                        "public.orders.1: id=1 _cdc_op=d _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.orders.1: id=2 note=a _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=2 _cdc_old_key=[1]");
    }

    @Test
    void an_unchanged_TOAST_value_is_absent_and_named() throws Exception {
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                update(ORDERS).int8('N').int16(2).text("1").unchangedToast(),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly("public.orders.1: id=1 _cdc_op=u _cdc_commit_lsn=2000 _cdc_ordinal=1"
                        + " _cdc_unchanged=[note]");
    }

    @Test
    void FULL_fills_an_unchanged_TOAST_value_from_the_old_row() throws Exception {
        knowPrimaryKey(ORDERS);
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'f'),
                update(ORDERS)
                        .int8('O')
                        .int16(2)
                        .text("1")
                        .text("old")
                        .int8('N')
                        .int16(2)
                        .text("1")
                        .unchangedToast(),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly("public.orders.1: id=1 note=old _cdc_op=u _cdc_commit_lsn=2000 _cdc_ordinal=1");
    }

    @Test
    void a_key_that_is_unchanged_TOAST_is_filled_from_the_old_key() throws Exception {
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                update(ORDERS)
                        .int8('K')
                        .int16(2)
                        .text("1")
                        .nul()
                        .int8('N')
                        .int16(2)
                        .unchangedToast()
                        .text("b"),
                update(ORDERS)
                        .int8('K')
                        .int16(2)
                        .text("1")
                        .nul()
                        .int8('N')
                        .int16(2)
                        .unchangedToast()
                        .unchangedToast(),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly(
                        "public.orders.1: id=1 note=b _cdc_op=u _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.orders.1: id=1 _cdc_op=u _cdc_commit_lsn=2000 _cdc_ordinal=2 _cdc_unchanged=[note]");
    }

    @Test
    void a_delete_carries_the_key_and_with_FULL_the_whole_row() throws Exception {
        int full = ORDERS + 1;
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                message('D').int32(ORDERS).int8('K').int16(2).text("1").nul(),
                relation(full, "logs", 'f'),
                message('D').int32(full).int8('O').int16(2).text("7").text("x"),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactlyInAnyOrder(
                        "public.orders.1: id=1 _cdc_op=d _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.logs.1: id=7 note=x _cdc_op=d _cdc_commit_lsn=2000 _cdc_ordinal=2");
    }

    @Test
    void an_update_without_key_under_FULL_is_a_delete_and_an_insert() throws Exception {
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'f'),
                update(ORDERS)
                        .int8('O')
                        .int16(2)
                        .text("1")
                        .text("a")
                        .int8('N')
                        .int16(2)
                        .text("1")
                        .text("b"),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly(
                        "public.orders.1: id=1 note=a _cdc_op=d _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.orders.1: id=1 note=b _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=2");
    }

    @Test
    void a_truncate_is_a_row_of_each_table() throws Exception {
        int logs = ORDERS + 1;
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                relation(logs, "logs", 'd'),
                message('T').int32(2).int8(0).int32(ORDERS).int32(logs),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactlyInAnyOrder(
                        "public.orders.1: _cdc_op=t _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.logs.1: _cdc_op=t _cdc_commit_lsn=2000 _cdc_ordinal=2");
    }

    @Test
    void a_value_that_the_type_cannot_hold_is_null_with_its_text_in_the_map() throws Exception {
        stream.receive(
                begin(2_000),
                header(ORDERS, "days", 'd', 2).column(1, "id", INT4).column(0, "day", DATE),
                insert(ORDERS).text("1").text("infinity"),
                insert(ORDERS).text("2").text("0044-03-15 BC"),
                insert(ORDERS).text("3").text("1970-01-02"),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly(
                        "public.days.1: id=1 _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1"
                                + " _cdc_unrepresentable=[[day, infinity]]",
                        "public.days.1: id=2 _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=2"
                                + " _cdc_unrepresentable=[[day, 0044-03-15 BC]]",
                        "public.days.1: id=3 day=1 _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=3");
    }

    @Test
    void a_transaction_that_is_durable_is_dropped_whole_and_numbers_no_schema_version() throws Exception {
        stream.receive(
                begin(AssemblerFixture.DURABLE - 1),
                header(ORDERS, "orders", 'd', 1).column(1, "id", INT4),
                insert(ORDERS, 1).text("1"),
                message('M').int8(1).int64(5).string("headgate:shop").int32(1).int8('7'),
                commit(AssemblerFixture.DURABLE - 1));
        assertThat(stream.assembler.pendingRows()).isZero();
        assertThat(stream.assembler.receivedEndLsn()).isEqualTo(AssemblerFixture.DURABLE);
        assertThat(stream.assembler.heartbeatPending()).isFalse();

        stream.receive(
                begin(AssemblerFixture.DURABLE),
                orders(ORDERS, 'd'),
                insert(ORDERS).text("2").text("b"),
                commit(AssemblerFixture.DURABLE));

        assertThat(stream.cut())
                .containsExactly("public.orders.1: id=2 note=b _cdc_op=c _cdc_commit_lsn=1000 _cdc_ordinal=1");
    }

    @Test
    void a_change_of_the_table_inside_a_transaction_begins_the_next_schema_version() throws Exception {
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                insert(ORDERS).text("1").text("a"),
                header(ORDERS, "orders", 'd', 3)
                        .column(1, "id", INT4)
                        .column(0, "note", TEXT)
                        .column(0, "more", TEXT),
                insert(ORDERS, 3).text("2").text("b").text("c"),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactly(
                        "public.orders.1: id=1 note=a _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.orders.2: id=2 note=b more=c _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=2");
    }

    @Test
    void a_table_that_was_dropped_and_created_again_goes_on_in_the_same_destination() throws Exception {
        int again = 16_999;
        stream.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                insert(ORDERS).text("1").text("a"),
                commit(2_000),
                begin(3_000),
                orders(again, 'd'),
                insert(again).text("2").text("b"),
                commit(3_000));

        assertThat(stream.cut())
                .as("in the order of the stream")
                .containsExactly(
                        "public.orders.1: id=1 note=a _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.orders.1: id=2 note=b _cdc_op=c _cdc_commit_lsn=3000 _cdc_ordinal=1");
    }

    @Test
    void two_tables_that_swap_their_names_keep_their_rows_apart() throws Exception {
        int other = ORDERS + 1;
        stream.receive(
                begin(2_000),
                relation(ORDERS, "a", 'd'),
                insert(ORDERS).text("1").text("first"),
                relation(other, "b", 'd'),
                insert(other).text("2").text("second"),
                relation(ORDERS, "b", 'd'),
                insert(ORDERS).text("3").text("first"),
                relation(other, "a", 'd'),
                insert(other).text("4").text("second"),
                commit(2_000));

        assertThat(stream.cut())
                .containsExactlyInAnyOrder(
                        "public.a.1: id=1 note=first _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1",
                        "public.b.1: id=2 note=second _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=2",
                        "public.b.1: id=3 note=first _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=3",
                        "public.a.1: id=4 note=second _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=4");
    }

    @Test
    void excluded_columns_and_tables_leave_no_trace() throws Exception {
        AssemblerFixture excluding =
                new AssemblerFixture(Map.of("public.orders", List.of("note")), false, AssemblerFixture.limits(1 << 20));
        excluding.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                insert(ORDERS).text("1").text("secret"),
                message('R')
                        .int32(5)
                        .string("private")
                        .string("t")
                        .int8('d')
                        .int16(1)
                        .column(1, "id", INT4),
                insert(5, 1).text("9"),
                commit(2_000));

        assertThat(excluding.cut())
                .containsExactly("public.orders.1: id=1 _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1");
    }

    @Test
    void a_key_column_cannot_be_excluded() {
        AssemblerFixture excluding =
                new AssemblerFixture(Map.of("public.orders", List.of("id")), false, AssemblerFixture.limits(1 << 20));
        excluding.receive(begin(2_000), orders(ORDERS, 'd'));

        assertThatThrownBy(() -> excluding.receive(insert(ORDERS).text("1").text("a")))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_COVERED));
    }

    @Test
    void a_column_with_the_prefix_of_the_metadata_is_refused() {
        stream.receive(begin(2_000), header(ORDERS, "orders", 'd', 1).column(1, "_cdc_op", INT4));

        assertThatThrownBy(() -> stream.receive(insert(ORDERS, 1).text("1")))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.METADATA_PREFIX_CLASH));
    }

    @Test
    void a_type_without_known_binary_form_asks_for_text() {
        AssemblerFixture binary = new AssemblerFixture(Map.of(), true, AssemblerFixture.limits(1 << 20));
        binary.receive(
                begin(2_000),
                header(ORDERS, "orders", 'd', 2).column(1, "id", INT4).column(0, "shape", 70_000));

        assertThatThrownBy(
                        () -> binary.receive(insert(ORDERS).binary(0, 0, 0, 1).binary(1, 2)))
                .isInstanceOf(TextNeededException.class)
                .hasMessageContaining("shape");
    }

    @Test
    void a_row_that_does_not_fit_is_its_tables_own_failure_where_that_is_wanted() {
        AssemblerFixture small =
                AssemblerFixture.quarantining(AssemblerFixture.EMPTY_LOG, false, AssemblerFixture.limits(100));
        small.receive(begin(2_000), orders(ORDERS, 'd'));

        assertThatThrownBy(() -> small.receive(insert(ORDERS).text("1").text("x".repeat(100))))
                .isInstanceOfSatisfying(TableErroredException.class, e -> {
                    assertThat(e.destination()).isEqualTo(ORDERS_STAGED);
                    assertThat(e.table()).isEqualTo("public.orders");
                    assertThat(e.reason().code()).isEqualTo(ErrorCode.ROW_TOO_LARGE);
                });
    }

    @Test
    void a_value_that_cannot_be_decoded_may_be_a_defect_of_the_decoder_and_leaves_no_table_out() {
        AssemblerFixture binary =
                AssemblerFixture.quarantining(AssemblerFixture.EMPTY_LOG, true, AssemblerFixture.limits(1 << 20));
        binary.receive(begin(2_000), orders(ORDERS, 'd'));

        assertThatThrownBy(() -> binary.receive(insert(ORDERS).binary(0, 0, 1).binary(97)))
                .isInstanceOf(PgOutputException.class);
    }

    @Test
    void a_table_that_had_a_key_and_has_none_any_more_cannot_go_on() {
        AssemblerFixture keyed = AssemblerFixture.quarantining(
                log(
                        new TableSchema(
                                List.of(new Column("id", ColumnType.Primitive.INT32, false, 1, null)), List.of("id")),
                        null),
                false,
                AssemblerFixture.limits(1 << 20));
        MessageBytes keyless =
                header(ORDERS, "orders", 'd', 2).column(0, "id", INT4).column(0, "note", TEXT);
        keyed.receive(begin(2_000), keyless);

        assertThatThrownBy(() -> keyed.receive(insert(ORDERS).text("1").text("a")))
                .isInstanceOfSatisfying(
                        TableErroredException.class,
                        e -> assertThat(e.reason().code()).isEqualTo(ErrorCode.IDENTITY_MISSING));
    }

    @Test
    void changes_of_a_table_that_is_errored_are_left_out_and_counted() throws Exception {
        TableError error = new TableError("HG-6002", "ROW_TOO_LARGE", "too large", "refresh it", 1_000);
        LoadState errored = new LoadState(0, 0, 0, null, null, false, true, false, error);
        AssemblerFixture without =
                AssemblerFixture.quarantining(log(null, errored), false, AssemblerFixture.limits(100));
        without.receive(
                begin(2_000),
                orders(ORDERS, 'd'),
                insert(ORDERS).text("1").text("x".repeat(100)),
                insert(ORDERS).text("2").text("a"),
                relation(ORDERS + 1, "others", 'd'),
                insert(ORDERS + 1).text("3").text("b"),
                commit(2_000));

        assertThat(without.assembler.counts().discarded().values()).containsExactly(2L);
        assertThat(without.cut())
                .containsExactly("public.others.1: id=3 note=b _cdc_op=c _cdc_commit_lsn=2000 _cdc_ordinal=1");
    }

    @Test
    void a_row_that_does_not_fit_names_table_and_transaction() {
        AssemblerFixture small = new AssemblerFixture(Map.of(), false, AssemblerFixture.limits(100));
        small.receive(begin(2_000), orders(ORDERS, 'd'));

        assertThatThrownBy(() -> small.receive(insert(ORDERS).text("1").text("x".repeat(100))))
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ROW_TOO_LARGE);
                    assertThat(e.report()).contains("orders").doesNotContain("xxx");
                });
    }

    @Test
    void an_entry_cannot_end_inside_a_transaction() {
        stream.receive(begin(2_000));

        assertThatThrownBy(() -> stream.assembler.cut(2_000, List.of(), List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static LogState log(@Nullable TableSchema schema, @Nullable LoadState load) {
        TableState orders = new TableState(
                ORDERS_STAGED,
                1,
                1,
                1,
                schema == null ? 0 : 1,
                schema,
                OpCounts.ZERO,
                0,
                0,
                0,
                null,
                false,
                load,
                null);
        return new LogState("id", 1, "commit", 1, null, 1_000, 0, null, Map.of(ORDERS_STAGED, orders), List.of());
    }

    private void knowPrimaryKey(int oid) {
        stream.catalog.put(
                (long) oid,
                new TableShape(
                        oid,
                        "public",
                        "orders",
                        'r',
                        false,
                        ReplicaIdentity.FULL,
                        List.of("id"),
                        List.of("id", "note"),
                        List.of(shape(1, "id", INT4), shape(2, "note", TEXT))));
    }

    private static ColumnShape shape(int number, String name, int type) {
        return new ColumnShape(number, name, type, -1, new TypeShape.BuiltIn(type, -1), "type", false, false);
    }

    private static MessageBytes begin(long commitLsn) {
        return message('B').int64(commitLsn).int64(0).int32(7);
    }

    private static MessageBytes commit(long commitLsn) {
        return message('C').int8(0).int64(commitLsn).int64(commitLsn + 1).int64(0);
    }

    private static MessageBytes orders(int oid, char identity) {
        return relation(oid, "orders", identity);
    }

    private static MessageBytes relation(int oid, String table, char identity) {
        return header(oid, table, identity, 2).column(1, "id", INT4).column(identity == 'f' ? 1 : 0, "note", TEXT);
    }

    private static MessageBytes header(int oid, String table, char identity, int columns) {
        return message('R')
                .int32(oid)
                .string("public")
                .string(table)
                .int8(identity)
                .int16(columns);
    }

    private static MessageBytes insert(int oid) {
        return insert(oid, 2);
    }

    private static MessageBytes insert(int oid, int columns) {
        return message('I').int32(oid).int8('N').int16(columns);
    }

    private static MessageBytes update(int oid) {
        return message('U').int32(oid);
    }
}
