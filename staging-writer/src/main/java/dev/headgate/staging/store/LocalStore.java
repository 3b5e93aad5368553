package dev.headgate.staging.store;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StagingStore} in a directory of a local file system with hard links.
 *
 * <pre>
 * write   .name.5f3a90c1.tmp      in the directory of the final name
 * force   .name.5f3a90c1.tmp
 * link    name                    fails if the name is taken; replace() renames instead
 * delete  .name.5f3a90c1.tmp
 * force   the directory, and each parent whose entry for it is not known to be durable
 * </pre>
 *
 * <p>The root itself may be a symbolic link; nothing below it is followed. Each writer has its own temporary name, so
 * two that race for one final name never mix their bytes. A directory that failed to be forced accepts no more files
 * from this instance: what the system kept of it cannot be known. A full store is waited out instead: it refuses names
 * and forgets none.
 */
public final class LocalStore implements StagingStore {
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Path root;
    private final Disk disk;
    private final Set<Path> durableDirectories = ConcurrentHashMap.newKeySet();
    private final Set<Path> failedDirectories = ConcurrentHashMap.newKeySet();

    /**
     * Opens the store, creating the root directory if it is absent.
     *
     * @throws IOException the root cannot be created or is no directory
     */
    public LocalStore(Path root) throws IOException {
        this(root, Disk.local());
    }

    /** Opens the store over another {@link Disk}: for tests that record or fail its calls. */
    public LocalStore(Path root, Disk disk) throws IOException {
        this.root = createRoot(root.toAbsolutePath(), disk).toRealPath();
        this.disk = disk;
    }

    /** A root that a power loss takes away would look like a store in which nothing was ever staged. */
    private static Path createRoot(Path root, Disk disk) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path directory = root; directory != null && !Files.exists(directory); directory = directory.getParent()) {
            missing.push(directory);
        }
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
        }
        for (Path created : missing) {
            disk.forceDirectory(parent(created));
        }
        return root;
    }

    @Override
    public PendingFile create(String path) throws IOException {
        Path target = resolve(path);
        createParents(target);
        return new LocalPendingFile(this, path, target, openTemporary(path, target));
    }

    @Override
    public CreateOutcome createIfAbsent(String path, byte[] content) throws IOException {
        Path target = resolve(path);
        createParents(target);
        boolean created = true;
        try (TemporaryFile temporary = openTemporary(path, target)) {
            temporary.writeAndForce(content);
            try {
                temporary.link();
            } catch (FileAlreadyExistsException e) {
                created = false;
            }
        }
        // Also if it exists: the process that made it may have died before its name was durable.
        forceNames(path, target);
        return created ? CreateOutcome.CREATED : CreateOutcome.EXISTS;
    }

    @Override
    public void replace(String path, byte[] content) throws IOException {
        Path target = resolve(path);
        createParents(target);
        try (TemporaryFile temporary = openTemporary(path, target)) {
            temporary.writeAndForce(content);
            temporary.rename();
        }
        forceNames(path, target);
    }

    @Override
    public byte[] read(String path) throws IOException {
        Path file = resolve(path);
        requireRealParents(file);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return Channels.newInputStream(channel).readAllBytes();
        }
    }

    @Override
    public List<StoredFile> list(String prefix) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        walk(prefix, (file, attributes) -> {
            if (!file.getFileName().toString().startsWith(".")) {
                files.add(new StoredFile(
                        relative(file),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant()));
            }
        });
        files.sort(Comparator.comparing(StoredFile::path));
        return files;
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = resolve(path);
        requireRealParents(file);
        disk.delete(file);
    }

    @Override
    public void forceDirectory(String directory) throws IOException {
        Path resolved = directory.isEmpty() ? root : resolve(directory);
        requireRealParents(resolved);
        if (Files.isDirectory(resolved, LinkOption.NOFOLLOW_LINKS)) {
            forceNames(directory, resolved.resolve("any"));
        }
    }

    @Override
    public int deleteLeftovers(String prefix) throws IOException {
        List<Path> leftovers = new ArrayList<>();
        walk(prefix, (file, attributes) -> {
            String name = file.getFileName().toString();
            if (name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX)) {
                leftovers.add(file);
            }
        });
        for (Path leftover : leftovers) {
            disk.delete(leftover);
        }
        return leftovers.size();
    }

    @Override
    public @Nullable StoreLock tryLock(String path) throws IOException {
        Path file = resolve(path);
        createParents(file);
        return LocalLock.tryLock(file);
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes(root);
    }

    @Override
    public String uri(String path) {
        // Path.toUri() would percent-encode by its own rules and ask the disk whether it is a directory.
        String absolute = root.toUri().getRawPath();
        String relative = path.isEmpty() ? path : requireRelative(path);
        return "file://" + (absolute.endsWith("/") ? absolute : absolute + '/') + relative.replace("%", "%25");
    }

    @Override
    public void close() {}

    /** Makes the name of a file durable, and those of its directories where that is not known yet. */
    void forceNames(String path, Path file) throws IOException {
        Path directory = parent(file);
        forceOne(path, directory);
        while (!directory.equals(root)) {
            Path above = parent(directory);
            if (!durableDirectories.contains(directory)) {
                forceOne(path, above);
                durableDirectories.add(directory);
            }
            directory = above;
        }
    }

    private void forceOne(String path, Path directory) throws IOException {
        if (failedDirectories.contains(directory)) {
            throw new DirectoryInDoubtException(path);
        }
        try {
            disk.forceDirectory(directory);
        } catch (IOException e) {
            IOException failure = failure(path, e);
            if (!(failure instanceof StoreFullException)) {
                failedDirectories.add(directory);
            }
            throw failure;
        }
    }

    /** The exception to throw for a failed call while a file was written: a full store has its own type. */
    IOException failure(String path, IOException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left") || message.contains("quota exceeded");
        return full ? new StoreFullException(path, cause) : cause;
    }

    Disk disk() {
        return disk;
    }

    private TemporaryFile openTemporary(String path, Path target) throws IOException {
        String unique = String.format("%08x", ThreadLocalRandom.current().nextInt());
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + unique + TEMPORARY_SUFFIX);
        return new TemporaryFile(this, path, target, temporary);
    }

    private void createParents(Path file) throws IOException {
        Path directory = root;
        Path relative = root.relativize(parent(file));
        for (Path name : relative) {
            if (name.toString().isEmpty()) {
                continue;
            }
            directory = directory.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    disk.createDirectory(directory);
                    durableDirectories.remove(directory);
                } catch (FileAlreadyExistsException e) {
                    requireDirectory(directory);
                } catch (IOException e) {
                    throw failure(relative(file), e);
                }
            }
        }
    }

    private void requireRealParents(Path file) throws IOException {
        Path directory = root;
        for (Path name : root.relativize(file.equals(root) ? root : parent(file))) {
            if (!name.toString().isEmpty()) {
                directory = directory.resolve(name);
                if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                    requireDirectory(directory);
                }
            }
        }
    }

    private static void requireDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(
                    directory + " (a symbolic link or a file; below the staging root only real directories are used)");
        }
    }

    private interface FileVisit {
        void accept(Path file, BasicFileAttributes attributes);
    }

    private void walk(String prefix, FileVisit visit) throws IOException {
        Path start = prefix.isEmpty() ? root : resolve(prefix);
        requireRealParents(start);
        if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        requireDirectory(start);
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    visit.accept(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // Somebody deletes while we look: not in the list is the right answer.
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no parent directory");
        }
        return parent;
    }

    private Path resolve(String path) {
        return root.resolve(requireRelative(path));
    }

    private static String requireRelative(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.indexOf('\0') >= 0 || part.indexOf('\\') >= 0) {
                throw new IllegalArgumentException(
                        "Path \"" + path + "\" is not relative with plain parts. Encode each part with PathElement");
            }
        }
        return path;
    }
}
