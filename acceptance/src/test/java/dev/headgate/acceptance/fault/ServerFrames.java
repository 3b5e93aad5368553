package dev.headgate.acceptance.fault;

/**
 * Finds the messages of a replication stream in the bytes that a PostgreSQL server sends, cut anywhere.
 *
 * <pre>
 *   'd' int32 length | 'w' int64 start int64 end int64 clock | pgoutput message: its tag, its fields
 *   'd' int32 length | 'k' int64 end int64 clock byte reply
 *   any other type  int32 length | ...
 * </pre>
 *
 * <p>Spec: PostgreSQL, "Message Formats" and "Streaming Replication Protocol". Not safe for use by several threads.
 */
final class ServerFrames {

    private static final int HEADER = 5;
    private static final int TAG_OFFSET = HEADER + 25;
    private static final int KEEPALIVE_MIDDLE = HEADER + 9;

    private boolean plainByteExpected;
    private boolean opaque;
    private long offset;
    private long size;
    private char type;
    private char tag;

    /** The server will answer a request for encryption with one byte outside of all frames. */
    void expectPlainByte() {
        plainByteExpected = true;
    }

    /** The pgoutput tag of the message whose middle was found, {@code k} for a keepalive. */
    char tag() {
        return tag;
    }

    /**
     * Reads on to the middle of the next stream message.
     *
     * @return how many bytes of the chunk belong before that middle, or -1 if the chunk ends first
     */
    int nextMiddle(byte[] chunk, int from, int to) {
        int index = from;
        while (index < to && !opaque) {
            if (plainByteExpected) {
                plainByteExpected = false;
                opaque = chunk[index] == 'S';
                index++;
                continue;
            }
            if (offset > TAG_OFFSET && middle() <= offset) {
                index += skipRest(to - index);
                continue;
            }
            take(chunk[index] & 0xff);
            index++;
            boolean found = tag != 0 && offset == middle();
            if (offset == size && offset >= HEADER) {
                offset = 0;
            }
            if (found) {
                return index;
            }
        }
        return -1;
    }

    private long middle() {
        return tag == 'k' ? KEEPALIVE_MIDDLE : Math.max(TAG_OFFSET + 1, size / 2);
    }

    private int skipRest(int available) {
        int skipped = (int) Math.min(available, size - offset);
        offset += skipped;
        if (offset == size) {
            offset = 0;
        }
        return skipped;
    }

    private void take(int value) {
        if (offset == 0) {
            type = (char) value;
            tag = 0;
            size = 0;
        } else if (offset < HEADER) {
            size = (size << 8) | value;
            if (offset == HEADER - 1) {
                size += 1;
            }
        } else if (type == 'd' && offset == HEADER && value == 'k') {
            tag = 'k';
        } else if (type == 'd' && offset == TAG_OFFSET && tag == 0) {
            tag = (char) value;
        }
        offset++;
    }
}
