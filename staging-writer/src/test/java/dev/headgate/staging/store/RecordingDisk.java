package dev.headgate.staging.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk that keeps the order of calls as text such as {@code force a/b/.c.tmp}, and can fail one of them. Random parts
 * of temporary names are left out. A failed call has no effect unless it is told to have it.
 */
public final class RecordingDisk implements Disk {
    private static final int NEVER = -1;

    private final Path root;
    private final Disk disk = Disk.local();
    private final List<String> calls = new ArrayList<>();
    private int failAt = NEVER;
    private String failure = "";
    private boolean failAfterEffect;
    private boolean dead;

    /** @param root real path of the store, for short paths in {@link #calls} */
    public RecordingDisk(Path root) {
        this.root = root;
    }

    /** All calls so far, the failed one included. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Forgets the calls, so that the next one is number 0. */
    public void clear() {
        calls.clear();
    }

    /** Lets the call of this number, from 0, fail once with this message; later calls work. */
    public void failAt(int call, String message) {
        failAt = call;
        failure = message;
        failAfterEffect = false;
        dead = false;
    }

    /** As {@link #failAt}, but the call takes effect before it fails. */
    public void failAfterEffectAt(int call, String message) {
        failAt(call, message);
        failAfterEffect = true;
    }

    /** The process dies at this call: neither it nor any later one has an effect. */
    public void dieAt(int call) {
        failAt(call, "the process is dead");
        dead = true;
    }

    private interface Effect {
        void run() throws IOException;
    }

    private void call(String name, Path path, Effect effect) throws IOException {
        int number = calls.size();
        calls.add(name + " " + shortName(path));
        if (dead && number >= failAt && failAt != NEVER) {
            throw new IOException(failure);
        }
        if (number == failAt) {
            if (failAfterEffect) {
                effect.run();
            }
            throw new IOException(failure);
        }
        effect.run();
    }

    private String shortName(Path path) {
        String relative = root.relativize(path).toString().replaceFirst("\\.[0-9a-f]{8}\\.tmp$", ".tmp");
        return relative.isEmpty() ? "/" : relative;
    }

    @Override
    public OpenFile create(Path file) throws IOException {
        List<OpenFile> opened = new ArrayList<>();
        call("create", file, () -> opened.add(disk.create(file)));
        OpenFile open = opened.get(0);
        return new OpenFile() {
            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                call("write", file, () -> open.write(source, offset, length));
            }

            @Override
            public void force() throws IOException {
                call("force", file, open::force);
            }

            @Override
            public void close() throws IOException {
                open.close();
            }
        };
    }

    @Override
    public void link(Path newName, Path existing) throws IOException {
        call("link", newName, () -> disk.link(newName, existing));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        call("rename", to, () -> disk.rename(from, to));
    }

    @Override
    public boolean delete(Path file) throws IOException {
        boolean[] deleted = {false};
        call("delete", file, () -> deleted[0] = disk.delete(file));
        return deleted[0];
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        call("mkdir", directory, () -> disk.createDirectory(directory));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        call("forceDirectory", directory, () -> disk.forceDirectory(directory));
    }

    @Override
    public long usableBytes(Path usedRoot) throws IOException {
        return disk.usableBytes(usedRoot);
    }
}
