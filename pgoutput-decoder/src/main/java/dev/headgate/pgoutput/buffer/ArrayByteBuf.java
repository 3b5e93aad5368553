package dev.headgate.pgoutput.buffer;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A read-only window on a byte array that someone else owns. {@link #wrap} points the same object at the next array, so that
 * a stream of messages in fresh arrays costs no buffer object per message.
 *
 * <p>The array is borrowed from {@code wrap} to the next {@code wrap}. {@link #hasArray} is true, against Netty's habit for
 * read-only buffers: readers may take the bytes from {@link #array} directly and must not write. Not safe for use by two
 * threads at once. Reads outside of the window are {@link IndexOutOfBoundsException}; writes are {@link
 * ReadOnlyBufferException}.
 */
public final class ArrayByteBuf extends AbstractReferenceCountedByteBuf {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] EMPTY = new byte[0];

    private byte[] array = EMPTY;
    private int offset;
    private int length;

    public ArrayByteBuf() {
        super(Integer.MAX_VALUE);
    }

    /**
     * Shows the given bytes: index 0 is {@code array[offset]}, all of them are readable.
     *
     * @return this buffer
     * @throws IndexOutOfBoundsException if the range is not inside the array; the buffer then shows what it showed before
     */
    public ArrayByteBuf wrap(byte[] newArray, int newOffset, int newLength) {
        Objects.checkFromIndexSize(newOffset, newLength, newArray.length);
        array = newArray;
        offset = newOffset;
        length = newLength;
        setIndex(0, newLength);
        return this;
    }

    @Override
    public byte getByte(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    @Override
    public short getShort(int index) {
        return (short) SHORT.get(array, offset + Objects.checkFromIndexSize(index, Short.BYTES, length));
    }

    @Override
    public int getInt(int index) {
        return (int) INT.get(array, offset + Objects.checkFromIndexSize(index, Integer.BYTES, length));
    }

    @Override
    public long getLong(int index) {
        return (long) LONG.get(array, offset + Objects.checkFromIndexSize(index, Long.BYTES, length));
    }

    @Override
    protected byte _getByte(int index) {
        return array[offset + index];
    }

    @Override
    protected short _getShort(int index) {
        return (short) SHORT.get(array, offset + index);
    }

    @Override
    protected short _getShortLE(int index) {
        return Short.reverseBytes(_getShort(index));
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return (_getByte(index) & 0xFF) << 16 | (_getByte(index + 1) & 0xFF) << 8 | (_getByte(index + 2) & 0xFF);
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return (_getByte(index + 2) & 0xFF) << 16 | (_getByte(index + 1) & 0xFF) << 8 | (_getByte(index) & 0xFF);
    }

    @Override
    protected int _getInt(int index) {
        return (int) INT.get(array, offset + index);
    }

    @Override
    protected int _getIntLE(int index) {
        return Integer.reverseBytes(_getInt(index));
    }

    @Override
    protected long _getLong(int index) {
        return (long) LONG.get(array, offset + index);
    }

    @Override
    protected long _getLongLE(int index) {
        return Long.reverseBytes(_getLong(index));
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuf target, int targetIndex, int count) {
        target.setBytes(targetIndex, array, offset + Objects.checkFromIndexSize(index, count, length), count);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] target, int targetIndex, int count) {
        int from = offset + Objects.checkFromIndexSize(index, count, length);
        System.arraycopy(array, from, target, targetIndex, count);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer target) {
        int count = target.remaining();
        target.put(array, offset + Objects.checkFromIndexSize(index, count, length), count);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream out, int count) throws IOException {
        out.write(array, offset + Objects.checkFromIndexSize(index, count, length), count);
        return this;
    }

    @Override
    public int getBytes(int index, GatheringByteChannel out, int count) throws IOException {
        return out.write(nioBuffer(index, count));
    }

    @Override
    public int getBytes(int index, FileChannel out, long position, int count) throws IOException {
        return out.write(nioBuffer(index, count), position);
    }

    @Override
    public ByteBuf copy(int index, int count) {
        int from = offset + Objects.checkFromIndexSize(index, count, length);
        return Unpooled.copiedBuffer(array, from, count);
    }

    @Override
    public ByteBuffer nioBuffer(int index, int count) {
        int from = offset + Objects.checkFromIndexSize(index, count, length);
        return ByteBuffer.wrap(array, from, count).slice().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int count) {
        return nioBuffer(index, count);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int count) {
        return new ByteBuffer[] {nioBuffer(index, count)};
    }

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public boolean hasArray() {
        return true;
    }

    @Override
    public byte[] array() {
        return array;
    }

    @Override
    public int arrayOffset() {
        return offset;
    }

    @Override
    public boolean hasMemoryAddress() {
        return false;
    }

    @Override
    public long memoryAddress() {
        throw new UnsupportedOperationException("a heap buffer has no memory address");
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public int capacity() {
        return length;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBufAllocator alloc() {
        return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // deprecated by Netty, which still calls it
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public @Nullable ByteBuf unwrap() {
        return null;
    }

    @Override
    protected void deallocate() {
        array = EMPTY;
        offset = 0;
        length = 0;
    }

    @Override
    protected void _setByte(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setShort(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setShortLE(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setMedium(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setInt(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setIntLE(int index, int value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setLong(int index, long value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    protected void _setLongLE(int index, long value) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf source, int sourceIndex, int count) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBuf setBytes(int index, byte[] source, int sourceIndex, int count) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer source) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int setBytes(int index, InputStream source, int count) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel source, int count) {
        throw new ReadOnlyBufferException();
    }

    @Override
    public int setBytes(int index, FileChannel source, long position, int count) {
        throw new ReadOnlyBufferException();
    }
}
