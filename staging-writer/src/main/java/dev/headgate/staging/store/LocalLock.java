package dev.headgate.staging.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A lock on a local file, held by this process. The file stays when the lock goes: deleting it would race. */
final class LocalLock implements StoreLock {
    // POSIX gives a file lock to the process, not to the channel: closing any second channel on the same file would
    // silently drop the lock of the first. So a file that this process holds is never opened again, and only the whole
    // process can know that.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private boolean closed;

    private LocalLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Null if this or another process holds it. */
    static @Nullable LocalLock tryLock(Path file) throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        LocalLock lock = null;
        try {
            lock = open(file);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
    }

    private static @Nullable LocalLock open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        } finally {
            if (held == null) {
                channel.close();
            }
        }
        return held == null ? null : new LocalLock(file, channel);
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                channel.close();
            } finally {
                HELD.remove(file);
            }
        }
    }
}
