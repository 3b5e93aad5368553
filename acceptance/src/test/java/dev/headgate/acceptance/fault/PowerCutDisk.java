package dev.headgate.acceptance.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk that can lose power: an ext4 file system of its own in an image file. {@link #cut} throws away what was
 * written and not forced, as a power loss does; from then on every call fails. {@link #restore} mounts it again, and
 * the journal is replayed. Needs root and a loop device.
 */
public final class PowerCutDisk implements AutoCloseable {

    // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: the journal is not flushed either.
    private static final String SHUTDOWN =
            "open(my $d, '<', $ARGV[0]) or die $!; my $f = pack('L', 2); ioctl($d, 0x8004587d, $f) or die $!;";

    private final Path image;
    private final Path directory;
    private boolean mounted;

    private PowerCutDisk(Path image, Path directory) {
        this.image = image;
        this.directory = directory;
    }

    /** Makes and mounts a disk of that size below a directory on another file system. */
    public static PowerCutDisk create(Path parent, long bytes) {
        try {
            Path image = Files.createTempFile(parent, "power-cut-", ".ext4");
            Path directory = Files.createTempDirectory(parent, "power-cut-");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(bytes);
            }
            Command.require("mkfs.ext4", "-q", "-F", image.toString());
            PowerCutDisk disk = new PowerCutDisk(image, directory);
            disk.restore();
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is mounted. */
    public Path directory() {
        return directory;
    }

    /** The power goes; processes that use the disk still run and see errors. */
    public void cut() {
        Command.require("perl", "-e", SHUTDOWN, directory.toString());
    }

    /** Mounts the disk again; no process may use it any more. */
    public void restore() {
        unmount();
        // A long commit interval: only what was forced is on the disk, not what a timer happened to write.
        Command.require("mount", "-o", "loop,commit=300", image.toString(), directory.toString());
        mounted = true;
    }

    private void unmount() {
        if (mounted) {
            Command.require("umount", directory.toString());
            mounted = false;
        }
    }

    @Override
    public void close() {
        unmount();
        try {
            Files.delete(directory);
            Files.delete(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
