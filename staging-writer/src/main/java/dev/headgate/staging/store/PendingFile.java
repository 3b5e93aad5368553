package dev.headgate.staging.store;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file being written that nobody can see yet. One thread at a time.
 *
 * <p>Order of calls: {@code write} any number of times, then either {@code publish} or {@code discard}, once.
 * {@code close} without {@code publish} discards. After any {@link IOException} the file can only be discarded.
 */
public interface PendingFile extends Closeable {
    /** The final path, relative to the root of the store. */
    String path();

    /**
     * Appends bytes; the array is the caller's again on return.
     *
     * @throws StoreFullException no space left
     * @throws IOException any other failure; the file can only be discarded
     */
    void write(byte[] source, int offset, int length) throws IOException;

    /** Bytes written so far. */
    long position();

    /**
     * Makes the content durable, then gives the file its final name without ever replacing another file, then makes
     * the name durable.
     *
     * @throws java.nio.file.FileAlreadyExistsException the name is taken; nothing was published
     * @throws StoreFullException no space left; nothing was published unless the name was already given
     * @throws IOException the file may or may not stand under its final name: whoever reads must find it named in a
     *     log entry before using it. A failed force is not retried; the temporary file is removed.
     */
    void publish() throws IOException;

    /** Removes what was written. Does nothing after {@code publish} or a first {@code discard}. */
    void discard() throws IOException;

    /** Same as {@link #discard} if the file was not published. */
    @Override
    void close() throws IOException;
}
