package dev.headgate.staging.store;

import java.io.IOException;
import java.nio.file.Path;

/** A data file of {@link LocalStore} that has no final name yet. */
final class LocalPendingFile implements PendingFile {
    private final LocalStore store;
    private final String path;
    private final Path target;
    private final TemporaryFile temporary;
    private long position;
    private boolean finished;
    private boolean failed;

    LocalPendingFile(LocalStore store, String path, Path target, TemporaryFile temporary) {
        this.store = store;
        this.path = path;
        this.target = target;
        this.temporary = temporary;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        requireUsable();
        try {
            temporary.write(source, offset, length);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
        position += length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void publish() throws IOException {
        requireUsable();
        finished = true;
        try (temporary) {
            temporary.forceAndClose();
            temporary.link();
        }
        store.forceNames(path, target);
    }

    @Override
    public void discard() throws IOException {
        if (!finished) {
            finished = true;
            temporary.close();
        }
    }

    @Override
    public void close() throws IOException {
        discard();
    }

    private void requireUsable() {
        if (finished) {
            throw new IllegalStateException(path + ": already published or discarded");
        }
        if (failed) {
            throw new IllegalStateException(path + ": an earlier write failed, the file can only be discarded");
        }
    }
}
