package dev.headgate.staging.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file under a temporary name, on its way to a final one. Closing removes the temporary name if it is still there. */
final class TemporaryFile implements Closeable {
    private final LocalStore store;
    private final String path;
    private final Path target;
    private final Path temporary;
    private Disk.@Nullable OpenFile file;
    private boolean named = true;

    TemporaryFile(LocalStore store, String path, Path target, Path temporary) throws IOException {
        this.store = store;
        this.path = path;
        this.target = target;
        this.temporary = temporary;
        try {
            this.file = store.disk().create(temporary);
        } catch (IOException e) {
            throw store.failure(path, e);
        }
    }

    void write(byte[] source, int offset, int length) throws IOException {
        try {
            requireOpen().write(source, offset, length);
        } catch (IOException e) {
            throw store.failure(path, e);
        }
    }

    void writeAndForce(byte[] content) throws IOException {
        write(content, 0, content.length);
        forceAndClose();
    }

    /** Makes the content durable. A second force after a failed one would report success for lost pages. */
    void forceAndClose() throws IOException {
        Disk.OpenFile open = requireOpen();
        file = null;
        try (open) {
            open.force();
        } catch (IOException e) {
            throw store.failure(path, e);
        }
    }

    /** Gives the content its final name, in addition to the temporary one. */
    void link() throws IOException {
        try {
            store.disk().link(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    path + ": the file system has no hard links. Use another one for the staging store", e);
        } catch (IOException e) {
            throw store.failure(path, e);
        }
    }

    /** Gives the content its final name in place of the temporary one, replacing what had it. */
    void rename() throws IOException {
        try {
            store.disk().rename(temporary, target);
        } catch (IOException e) {
            throw store.failure(path, e);
        }
        named = false;
    }

    private Disk.OpenFile requireOpen() {
        if (file == null) {
            throw new IllegalStateException(path + ": the file is closed for writing");
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        Disk.OpenFile open = file;
        file = null;
        try (open) {
            if (named) {
                named = false;
                store.disk().delete(temporary);
            }
        }
    }
}
