package dev.headgate.staging.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The calls to the operating system that {@link LocalStore} makes to change anything, one method per call, so that a
 * test can record their order and let any of them fail. Nothing here tries anything twice.
 */
public interface Disk {
    /** A file open for sequential writing. */
    interface OpenFile extends Closeable {
        /** Writes all these bytes at the end. */
        void write(byte[] source, int offset, int length) throws IOException;

        /** Makes content and size durable ({@code fsync}). */
        void force() throws IOException;
    }

    /** Creates a file that must not exist; does not follow a symbolic link. */
    OpenFile create(Path file) throws IOException;

    /** Gives an existing file a second name; fails with {@code FileAlreadyExistsException} if the name is taken. */
    void link(Path newName, Path existing) throws IOException;

    /** Renames atomically, replacing what has the new name. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or a symbolic link; true if there was one. */
    boolean delete(Path file) throws IOException;

    /** Creates one directory; fails with {@code FileAlreadyExistsException} if the name is taken. */
    void createDirectory(Path directory) throws IOException;

    /** Makes the names in a directory durable ({@code fsync} of the directory). */
    void forceDirectory(Path directory) throws IOException;

    /** Free space for new files, in bytes. */
    long usableBytes(Path root) throws IOException;

    /** The real file system. */
    static Disk local() {
        return LocalDisk.INSTANCE;
    }
}
