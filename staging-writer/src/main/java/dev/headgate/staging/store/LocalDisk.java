package dev.headgate.staging.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The real file system, through {@code java.nio.file}. */
final class LocalDisk implements Disk {
    static final LocalDisk INSTANCE = new LocalDisk();

    private static final int WRITE_CHUNK_BYTES = 1 << 17;

    private LocalDisk() {}

    @Override
    public OpenFile create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        return new ChannelFile(channel);
    }

    @Override
    public void link(Path newName, Path existing) throws IOException {
        Files.createLink(newName, existing);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes(Path root) throws IOException {
        // Not by Files.getFileStore, which looks for the mount in /proc: in a chroot there may be none.
        long bytes = root.toFile().getUsableSpace();
        if (bytes == 0 && !Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString());
        }
        return bytes;
    }

    private static final class ChannelFile implements OpenFile {
        private final FileChannel channel;

        ChannelFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
            int end = offset + length;
            while (bytes.position() < end) {
                // The channel copies a heap buffer into a native one of its size and keeps that per thread: in one
                // piece, a large value would stay allocated outside the heap for good.
                bytes.limit(Math.min(end, bytes.position() + WRITE_CHUNK_BYTES));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
