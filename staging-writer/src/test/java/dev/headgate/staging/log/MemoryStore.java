package dev.headgate.staging.log;

import dev.headgate.staging.store.CreateOutcome;
import dev.headgate.staging.store.PendingFile;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoreLock;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** A store in memory that counts what is read and calls back around everything that changes it. */
final class MemoryStore implements StagingStore {
    final TreeMap<String, byte[]> content = new TreeMap<>();
    final TreeMap<String, Instant> modified = new TreeMap<>();
    final List<String> changes = new ArrayList<>();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Hook hook = (call, moment) -> {};
    int reads;
    int lists;

    /** When a hook is called. */
    enum Moment {
        BEFORE,
        AFTER
    }

    /** Called around each change; may throw. */
    interface Hook {
        void at(String call, Moment moment) throws IOException;
    }

    /** The process dies: nothing in the code under test may catch this. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public PendingFile create(String path) {
        throw new UnsupportedOperationException("The log creates no data files");
    }

    @Override
    public CreateOutcome createIfAbsent(String path, byte[] bytes) throws IOException {
        hook.at("create " + path, Moment.BEFORE);
        boolean created = content.putIfAbsent(path, bytes.clone()) == null;
        if (created) {
            modified.put(path, now);
            changes.add("create " + path);
        }
        hook.at("create " + path, Moment.AFTER);
        return created ? CreateOutcome.CREATED : CreateOutcome.EXISTS;
    }

    @Override
    public void replace(String path, byte[] bytes) throws IOException {
        hook.at("replace " + path, Moment.BEFORE);
        content.put(path, bytes.clone());
        modified.put(path, now);
        changes.add("replace " + path);
        hook.at("replace " + path, Moment.AFTER);
    }

    @Override
    public byte[] read(String path) throws IOException {
        reads++;
        byte[] bytes = content.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return bytes.clone();
    }

    @Override
    public List<StoredFile> list(String prefix) {
        lists++;
        List<StoredFile> files = new ArrayList<>();
        content.subMap(prefix + "/", prefix + "0")
                .forEach((path, bytes) ->
                        files.add(new StoredFile(path, bytes.length, Objects.requireNonNull(modified.get(path)))));
        return files;
    }

    @Override
    public void delete(String path) throws IOException {
        hook.at("delete " + path, Moment.BEFORE);
        if (content.remove(path) != null) {
            changes.add("delete " + path);
        }
        hook.at("delete " + path, Moment.AFTER);
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        hook.at("force " + directory, Moment.BEFORE);
        changes.add("force " + directory);
        hook.at("force " + directory, Moment.AFTER);
    }

    @Override
    public int deleteLeftovers(String prefix) {
        return 0;
    }

    @Override
    public StoreLock tryLock(String path) {
        return () -> {};
    }

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public String uri(String path) {
        return "memory:" + path;
    }

    @Override
    public void close() {}

    void put(String path, byte[] bytes) {
        content.put(path, bytes);
        modified.put(path, now);
    }
}
