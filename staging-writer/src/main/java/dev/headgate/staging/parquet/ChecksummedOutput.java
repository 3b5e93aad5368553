package dev.headgate.staging.parquet;

import dev.headgate.staging.store.PendingFile;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Lets parquet-java write into a {@link PendingFile}, and computes the checksum of all bytes on the way. */
final class ChecksummedOutput extends PositionOutputStream implements OutputFile {
    private static final int BUFFER_BYTES = 16 << 10;

    private final PendingFile file;
    private final CRC32C checksum = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long position;

    ChecksummedOutput(PendingFile file) {
        this.file = file;
    }

    int checksum() {
        return (int) checksum.getValue();
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        if (buffered == buffer.length) {
            flush();
        }
        buffer[buffered++] = (byte) value;
        position++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (length > buffer.length - buffered) {
            flush();
        }
        if (length >= buffer.length) {
            writeThrough(source, offset, length);
        } else {
            System.arraycopy(source, offset, buffer, buffered, length);
            buffered += length;
        }
        position += length;
    }

    private void writeThrough(byte[] source, int offset, int length) throws IOException {
        checksum.update(source, offset, length);
        file.write(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
        int length = buffered;
        buffered = 0;
        writeThrough(buffer, 0, length);
    }

    /** Parquet is done with the file; its owner publishes it. */
    @Override
    public void close() throws IOException {
        flush();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return file.path();
    }
}
