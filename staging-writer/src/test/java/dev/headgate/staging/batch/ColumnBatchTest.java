package dev.headgate.staging.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableSchema;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnBatchTest {
    private static ColumnBatch batch(ColumnType... types) {
        List<Column> columns = Arrays.stream(types)
                .map(type -> new Column("c" + Arrays.asList(types).indexOf(type), type, false, null, null))
                .toList();
        return new ColumnBatch(new TableSchema(columns, List.of()));
    }

    @Test
    void values_lie_dense_and_nulls_take_a_bit() {
        ColumnBatch batch = batch(Primitive.INT64);
        LongVector longs = (LongVector) batch.column(0);
        longs.append(7);
        longs.appendNull();
        longs.append(9);
        assertThat(longs.rows()).isEqualTo(3);
        assertThat(Arrays.copyOf(longs.values(), longs.valueCount())).containsExactly(7, 9);
        assertThat(longs.presence()[0]).isEqualTo((byte) 0b101);
        assertThat(longs.isNull(1)).isTrue();
        assertThat(longs.isNull(2)).isFalse();
        assertThatThrownBy(() -> longs.isNull(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void text_lies_as_parquet_stores_it() {
        ColumnBatch batch = batch(Primitive.STRING);
        BytesVector texts = (BytesVector) batch.column(0);
        texts.append(new byte[] {'x', 'a', 'b', 'y'}, 1, 2);
        texts.append(new byte[0], 0, 0);
        assertThat(Arrays.copyOf(texts.data(), texts.size())).containsExactly(2, 0, 0, 0, 'a', 'b', 0, 0, 0, 0);
        assertThat(Arrays.copyOf(texts.ends(), 2)).containsExactly(6, 10);
    }

    @Test
    void uuid_of_another_length_is_refused() {
        BytesVector uuids = (BytesVector) batch(Primitive.UUID).column(0);
        assertThatThrownBy(() -> uuids.append(new byte[15], 0, 15)).isInstanceOf(IllegalArgumentException.class);
        assertThat(uuids.rows()).isZero();
    }

    @Test
    void rows_taken_back_leave_nothing_behind_at_any_depth() {
        ColumnType pair = new ColumnType.StructOf(List.of(
                new ColumnType.StructField("text", Primitive.STRING),
                new ColumnType.StructField("ids", new ColumnType.ListOf(Primitive.UUID))));
        ColumnBatch batch = batch(new ColumnType.ListOf(pair));
        ListVector list = (ListVector) batch.column(0);
        appendPairs(list, 2);
        list.endList();
        list.appendNull();
        long before = batch.bytes();
        byte[] presence = list.element().presence().clone();

        appendPairs(list, 3);
        list.endList();
        appendPairs(list, 1);
        ((BytesVector) ((StructVector) list.element()).field(0)).append(new byte[7], 0, 7);
        list.truncate(2);

        assertThat(batch.bytes()).isEqualTo(before);
        assertThat(list.rows()).isEqualTo(2);
        assertThat(list.nullCount()).isEqualTo(1);
        assertThat(list.element().rows()).isEqualTo(2);
        assertThat(list.element().presence()).startsWith(presence);
        appendPairs(list, 1);
        list.endList();
        assertThat(Arrays.copyOf(list.ends(), 2)).containsExactly(2, 3);
        assertThatThrownBy(() -> list.truncate(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void appendPairs(ListVector list, int count) {
        StructVector pair = (StructVector) list.element();
        for (int i = 0; i < count; i++) {
            ((BytesVector) pair.field(0)).append(new byte[5], 0, 5);
            ListVector ids = (ListVector) pair.field(1);
            ((BytesVector) ids.element()).append(new byte[16], 0, 16);
            ids.element().appendNull();
            ids.endList();
            pair.endStruct();
        }
    }

    @Test
    void idle_batch_is_small_and_reset_keeps_ordinary_memory() {
        ColumnBatch batch = batch(Primitive.INT64, Primitive.STRING, Primitive.DOUBLE);
        assertThat(batch.retainedBytes()).isLessThan(1000);
        for (int i = 0; i < 1000; i++) {
            ((LongVector) batch.column(0)).append(i);
            ((BytesVector) batch.column(1)).append(new byte[10], 0, 10);
            batch.column(2).appendNull();
            batch.endRow();
        }
        assertThat(batch.bytes()).isEqualTo(1000 * (8 + 14 + 8));
        long grown = batch.retainedBytes();
        batch.reset();
        assertThat(batch.rows()).isZero();
        assertThat(batch.bytes()).isZero();
        assertThat(batch.retainedBytes()).isEqualTo(grown);
        assertThat(batch.column(0).presence()).containsOnly(0);
    }

    @Test
    void one_large_value_takes_little_more_than_its_size_and_is_given_back() {
        ColumnBatch batch = batch(Primitive.BINARY);
        byte[] large = new byte[20 << 20];
        ((BytesVector) batch.column(0)).append(large, 0, large.length);
        batch.endRow();
        assertThat(batch.retainedBytes()).isBetween(20L << 20, 22L << 20);
        batch.reset();
        assertThat(batch.retainedBytes()).isLessThan(1000);
    }

    @Test
    void elements_of_lists_count_as_bytes() {
        ColumnBatch batch = batch(new ColumnType.ListOf(Primitive.INT32));
        ListVector lists = (ListVector) batch.column(0);
        ((LongVector) lists.element()).append(1);
        ((LongVector) lists.element()).append(2);
        lists.endList();
        batch.endRow();
        assertThat(batch.bytes()).isEqualTo(4 + 16);
    }

    @Test
    void null_list_with_elements_is_refused() {
        ListVector lists =
                (ListVector) batch(new ColumnType.ListOf(Primitive.INT32)).column(0);
        lists.element().appendNull();
        assertThatThrownBy(lists::appendNull).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void struct_with_a_missing_field_is_refused() {
        ColumnType pair = new ColumnType.StructOf(List.of(
                new ColumnType.StructField("a", Primitive.INT32), new ColumnType.StructField("b", Primitive.INT32)));
        StructVector structs = (StructVector) batch(pair).column(0);
        ((LongVector) structs.field(0)).append(1);
        assertThatThrownBy(structs::endStruct)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("field 1");
    }
}
