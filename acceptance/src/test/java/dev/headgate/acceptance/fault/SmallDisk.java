package dev.headgate.acceptance.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk that is soon full: a tmpfs of fixed size. Needs root. */
public final class SmallDisk implements AutoCloseable {

    private static final int CHUNK_BYTES = 4096;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts a disk of that size below a directory. */
    public static SmallDisk create(Path parent, long bytes) {
        try {
            Path directory = Files.createTempDirectory(parent, "small-disk-");
            Command.require("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", directory.toString());
            return new SmallDisk(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is mounted. */
    public Path directory() {
        return directory;
    }

    /** Bytes that are free. */
    public long freeBytes() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes all space but that much; {@link #release} gives it back. */
    public void fillUpTo(long freeBytesLeft) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            while (freeBytes() > freeBytesLeft) {
                Files.write(ballast(), chunk, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives back what {@link #fillUpTo} took. */
    public void release() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The disk becomes larger or smaller while it is in use. */
    public void resize(long bytes) {
        Command.require("mount", "-o", "remount,size=" + bytes, directory.toString());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    @Override
    public void close() {
        Command.require("umount", directory.toString());
        try {
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
