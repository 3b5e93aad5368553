package dev.headgate.staging.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.CapacityByteArrayOutputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Compresses pages with one native context and one output buffer. One thread at a time; share one among all writers of
 * a thread, since the native context takes more memory than a small file does.
 */
public final class PageCompressor implements AutoCloseable {
    // Beyond this a page is compressed as a stream: the buffers for it in one piece would be as large as the page.
    private static final int STREAM_BYTES = 4 << 20;
    private static final int KEPT_BYTES = 2 << 20;

    private final ParquetOptions options;
    private final GrowableBytes page = new GrowableBytes(4096);
    private final BytesInputCompressor adapter = new Adapter();
    private byte[] output = new byte[4096];
    private @Nullable ZstdCompressCtx zstd;
    private boolean closed;

    /** Takes codec and level from the options. Native memory is taken with the first page. */
    public PageCompressor(ParquetOptions options) {
        this.options = options;
    }

    /** Emptied room for the page being put together. */
    GrowableBytes page() {
        page.clear(KEPT_BYTES);
        return page;
    }

    ParquetOptions options() {
        return options;
    }

    BytesInputCompressor adapter() {
        return adapter;
    }

    long retainedBytes() {
        return page.array().length + (long) output.length;
    }

    /** Gives back native memory; a second call does nothing. No writer may use it afterwards. */
    @Override
    public void close() {
        closed = true;
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }

    private BytesInput compress(BytesInput input) throws IOException {
        if (closed) {
            throw new IllegalStateException("The compressor of this writer is closed");
        }
        return switch (options.codec()) {
            case UNCOMPRESSED -> input;
            case SNAPPY -> snappy(contiguous(input));
            case ZSTD -> input.size() > STREAM_BYTES ? zstdStream(input) : zstd(contiguous(input));
        };
    }

    /** The bytes in one piece: a view where they are, else a copy. */
    private static ByteBuffer contiguous(BytesInput input) {
        return input.toByteBuffer(HeapByteBufferAllocator.getInstance(), copy -> {});
    }

    private BytesInput snappy(ByteBuffer input) throws IOException {
        int length = input.remaining();
        ensureOutput(Snappy.maxCompressedLength(length));
        int compressed = Snappy.compress(input.array(), input.arrayOffset() + input.position(), length, output, 0);
        return BytesInput.from(output, 0, compressed);
    }

    private BytesInput zstd(ByteBuffer input) {
        if (zstd == null) {
            zstd = new ZstdCompressCtx();
            zstd.setLevel(options.zstdLevel());
        }
        int length = input.remaining();
        ensureOutput(Math.toIntExact(Zstd.compressBound(length)));
        int compressed = zstd.compressByteArray(
                output, 0, output.length, input.array(), input.arrayOffset() + input.position(), length);
        return BytesInput.from(output, 0, compressed);
    }

    private BytesInput zstdStream(BytesInput input) throws IOException {
        // Collected in slabs: an array that doubles would need three times the compressed size at once.
        CapacityByteArrayOutputStream slabs =
                new CapacityByteArrayOutputStream(KEPT_BYTES, 16 << 20, HeapByteBufferAllocator.getInstance());
        try (ZstdOutputStreamNoFinalizer stream =
                new ZstdOutputStreamNoFinalizer(new StaysOpen(slabs), options.zstdLevel())) {
            input.writeAllTo(stream);
        }
        return BytesInput.from(slabs);
    }

    private void ensureOutput(int length) {
        if (output.length < length || output.length > Math.max(length, KEPT_BYTES)) {
            output = new byte[length];
        }
    }

    /** Closing slabs would free them. */
    private static final class StaysOpen extends FilterOutputStream {
        StaysOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
        }

        @Override
        public void close() {}
    }

    private final class Adapter implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return PageCompressor.this.compress(bytes);
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.valueOf(options.codec().name());
        }

        @Override
        public void release() {}
    }
}
