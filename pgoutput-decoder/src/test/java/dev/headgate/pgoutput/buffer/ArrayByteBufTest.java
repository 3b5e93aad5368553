package dev.headgate.pgoutput.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArrayByteBufTest {
    private static final byte[] ARRAY = ByteBufUtil.decodeHexDump("ff0102030405060708090a0bff");

    private final ArrayByteBuf buffer = new ArrayByteBuf();

    @Test
    void all_reads_agree_with_a_plain_netty_buffer() {
        ByteBuf plain = Unpooled.wrappedBuffer(ARRAY, 1, 11);
        buffer.wrap(ARRAY, 1, 11);
        assertThat(ByteBufUtil.equals(buffer, plain)).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(buffer.getByte(i)).isEqualTo(plain.getByte(i));
            assertThat(buffer.getShort(i)).isEqualTo(plain.getShort(i));
            assertThat(buffer.getShortLE(i)).isEqualTo(plain.getShortLE(i));
            assertThat(buffer.getMedium(i)).isEqualTo(plain.getMedium(i));
            assertThat(buffer.getMediumLE(i)).isEqualTo(plain.getMediumLE(i));
            assertThat(buffer.getInt(i)).isEqualTo(plain.getInt(i));
            assertThat(buffer.getIntLE(i)).isEqualTo(plain.getIntLE(i));
            assertThat(buffer.getLong(i)).isEqualTo(plain.getLong(i));
            assertThat(buffer.getLongLE(i)).isEqualTo(plain.getLongLE(i));
            assertThat(buffer.getDouble(i)).isEqualTo(plain.getDouble(i));
        }
        assertThat(buffer.readLong()).isEqualTo(plain.readLong());
        assertThat(buffer.copy()).isEqualTo(plain.copy());
        assertThat(buffer.indexOf(0, 11, (byte) 5)).isEqualTo(4);
        assertThat(buffer.nioBuffer(1, 4).getInt(0)).isEqualTo(0x02030405);
        assertThat(ByteBufUtil.hexDump(ByteBufUtil.getBytes(buffer, 2, 3))).isEqualTo("030405");
        assertThat(Unpooled.buffer().writeBytes(buffer, 0, 3)).isEqualTo(Unpooled.wrappedBuffer(ARRAY, 1, 3));
    }

    @Test
    void wrap_points_the_same_object_at_the_next_array() {
        assertThat(buffer.wrap(ARRAY, 1, 11)).isSameAs(buffer);
        buffer.readInt();
        byte[] next = "hello".getBytes(StandardCharsets.US_ASCII);
        buffer.wrap(next, 1, 3);
        assertThat(buffer.toString(StandardCharsets.US_ASCII)).isEqualTo("ell");
        assertThat(buffer.array()).isSameAs(next);
        assertThat(buffer.arrayOffset()).isEqualTo(1);
        buffer.wrap(ARRAY, 0, ARRAY.length);
        assertThat(buffer.readableBytes()).isEqualTo(ARRAY.length);
    }

    @Test
    void reads_outside_of_the_window_fail_though_the_array_goes_on() {
        buffer.wrap(ARRAY, 2, 4);
        assertThatThrownBy(() -> buffer.getByte(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getByte(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getShort(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getInt(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getLong(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getBytes(2, new byte[3])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.copy(2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_range_outside_of_the_array_is_refused_and_changes_nothing() {
        buffer.wrap(ARRAY, 2, 4);
        assertThatThrownBy(() -> buffer.wrap(ARRAY, 10, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(buffer.readableBytes()).isEqualTo(4);
        assertThat(buffer.getByte(0)).isEqualTo((byte) 2);
    }

    @Test
    void writes_are_refused() {
        byte[] array = ARRAY.clone();
        buffer.wrap(array, 0, array.length);
        assertThatThrownBy(() -> buffer.setByte(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> buffer.setLong(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> buffer.setBytes(0, new byte[1])).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> buffer.capacity(1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(array).isEqualTo(ARRAY);
    }
}
