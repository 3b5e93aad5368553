package dev.headgate.ingest.delta;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log in a local directory: what is written is on disk when the call returns, and of all processes that write one
 * version exactly one succeeds. The log store that Kernel uses by default neither forces a file nor excludes another
 * process.
 *
 * <pre>
 * write   .00000000000000000007.json.5f3a...tmp
 * force   it, and before a pointer to a checkpoint, the checkpoints
 * link    00000000000000000007.json      fails if the name is taken; an overwrite renames instead
 * force   the directory
 * </pre>
 *
 * Kernel makes an instance for each call, with this constructor.
 */
public final class DurableLogStore extends HadoopFileSystemLogStore {
    private static final String CHECKPOINT_POINTER = "_last_checkpoint";

    public DurableLogStore(Configuration configuration) {
        super(configuration);
    }

    @Override
    public void write(Path path, Iterator<String> lines, Boolean overwrite, Configuration configuration)
            throws IOException {
        java.nio.file.Path file = java.nio.file.Path.of(path.toUri().getPath());
        java.nio.file.Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new FileNotFoundException("No directory for " + file);
        }
        java.nio.file.Path temporary = directory.resolve("." + path.getName() + "." + UUID.randomUUID() + ".tmp");
        try {
            writeForced(temporary, lines);
            if (path.getName().equals(CHECKPOINT_POINTER)) {
                forceCheckpoints(directory);
            }
            if (overwrite) {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(file, temporary);
            }
        } catch (FileAlreadyExistsException e) {
            throw (FileAlreadyExistsException) new FileAlreadyExistsException(path.toString()).initCause(e);
        } finally {
            Files.deleteIfExists(temporary);
        }
        DurableFiles.force(directory);
    }

    private static void writeForced(java.nio.file.Path file, Iterator<String> lines) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (lines.hasNext()) {
                ByteBuffer line = ByteBuffer.wrap((lines.next() + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            }
            channel.force(true);
        }
    }

    /** A pointer that survives a power loss must not lead to a checkpoint that did not. */
    private static void forceCheckpoints(java.nio.file.Path directory) throws IOException {
        try (DirectoryStream<java.nio.file.Path> checkpoints =
                Files.newDirectoryStream(directory, "*.checkpoint*.parquet")) {
            for (java.nio.file.Path checkpoint : checkpoints) {
                DurableFiles.force(checkpoint);
            }
        }
    }

    @Override
    public Boolean isPartialWriteVisible(Path path, Configuration configuration) {
        return false;
    }
}
