package dev.headgate.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.pgoutput.error.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows of a binary COPY, by their bytes. */
final class CopyRowReaderTest {

    private final CopyRowReader rows = new CopyRowReader(new boolean[] {false, true});

    private static ByteBuf header() {
        return Unpooled.buffer()
                .writeBytes("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1))
                .writeInt(0)
                .writeInt(0);
    }

    private static ByteBuf row(ByteBuf bytes, int number, String text) {
        return bytes.writeShort(2)
                .writeInt(4)
                .writeInt(number)
                .writeInt(text.length())
                .writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_first_row_comes_with_the_header_and_the_others_alone() {
        rows.open(row(header(), 7, "seven"));
        assertThat(rows.next()).isTrue();
        TupleCursor row = rows.row();
        assertThat(row.columnCount()).isEqualTo(2);
        assertThat(row.isBinary(0)).isTrue();
        assertThat(row.buffer().getInt(row.index(0))).isEqualTo(7);
        assertThat(row.isBinary(1)).isFalse();
        assertThat(row.buffer().toString(row.index(1), row.length(1), StandardCharsets.UTF_8))
                .isEqualTo("seven");
        assertThat(rows.next()).isFalse();
        rows.open(Unpooled.buffer().writeShort(2).writeInt(-1).writeInt(0));
        assertThat(rows.next()).isTrue();
        assertThat(rows.row().isNull(0)).isTrue();
        assertThat(rows.row().isNull(1)).isFalse();
        assertThat(rows.row().length(1)).isZero();
        assertThat(rows.ended()).isFalse();
        rows.open(Unpooled.buffer().writeShort(-1));
        assertThat(rows.next()).isFalse();
        assertThat(rows.ended()).isTrue();
    }

    @Test
    void an_empty_table_is_a_header_and_a_trailer() {
        rows.open(header().writeShort(-1));
        assertThat(rows.next()).isFalse();
        assertThat(rows.ended()).isTrue();
    }

    @Test
    void what_is_no_binary_copy_is_refused() {
        assertThatThrownBy(() -> rows.open(Unpooled.copiedBuffer("1\tone\n2\ttwo\n3\tthree\n", StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("not COPY in binary format");
    }

    @Test
    void a_row_that_is_cut_off_or_has_another_number_of_columns_is_refused() {
        rows.open(header().writeShort(2).writeInt(4).writeShort(1));
        assertThatThrownBy(rows::next)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("Copy.value");
        rows.open(Unpooled.buffer().writeShort(3).writeInt(-1).writeInt(-1).writeInt(-1));
        assertThatThrownBy(rows::next)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("3 columns; asked for 2");
    }
}
