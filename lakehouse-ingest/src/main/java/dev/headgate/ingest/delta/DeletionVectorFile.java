package dev.headgate.ingest.delta;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.roaringbitmap.RoaringBitmap;

/**
 * Content of a file with deletion vectors. Spec: Delta protocol, "Deletion Vector Format".
 *
 * <pre>
 * 1                                                    version
 * for each vector:  size, 4 bytes big-endian
 *                   data: 1681511377, 4 bytes little-endian; 1, 8 bytes: number of bitmaps; 0, 4 bytes: high half of
 *                         the row numbers; a 32-bit Roaring bitmap in its portable form
 *                   CRC-32 of the data, 4 bytes big-endian
 * </pre>
 */
final class DeletionVectorFile {
    private static final int VERSION = 1;
    private static final int MAGIC = 1681511377;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * Where a vector stands in the file.
     *
     * @param offset of its size field
     * @param sizeInBytes of its data
     */
    record Slice(int offset, int sizeInBytes) {}

    DeletionVectorFile() {
        bytes.write(VERSION);
    }

    Slice add(RoaringBitmap rows) {
        int size = Integer.BYTES + Long.BYTES + Integer.BYTES + rows.serializedSizeInBytes();
        ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(MAGIC).putLong(1).putInt(0);
        rows.serialize(data);
        CRC32 checksum = new CRC32();
        checksum.update(data.array());
        int offset = bytes.size();
        bytes.writeBytes(bigEndian(size));
        bytes.writeBytes(data.array());
        bytes.writeBytes(bigEndian((int) checksum.getValue()));
        return new Slice(offset, size);
    }

    private static byte[] bigEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    boolean isEmpty() {
        return bytes.size() == 1;
    }

    byte[] content() {
        return bytes.toByteArray();
    }
}
