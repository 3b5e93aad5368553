package dev.headgate.staging.store;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Durable storage of staged files and of the commit log. Safe for use by several threads; one {@link PendingFile}
 * belongs to one thread at a time.
 *
 * <p>Paths are relative, {@code /}-separated; no part is empty or begins with a dot. A path that breaks this is an
 * {@link IllegalArgumentException} from every method.
 */
public interface StagingStore extends AutoCloseable {
    /**
     * Begins a data file. Nobody sees it before {@link PendingFile#publish}.
     *
     * @throws IOException nothing is left behind but, after a crash, a temporary file
     */
    PendingFile create(String path) throws IOException;

    /**
     * Creates a file with this content if no file of that name exists, atomically and durably.
     *
     * @return {@code CREATED} or {@code EXISTS}; of all concurrent callers exactly one gets {@code CREATED}
     * @throws StoreFullException as any {@code IOException} here; worth repeating when space was made
     * @throws IOException the outcome is unknown: the file may exist with this content or not. Repeat with identical
     *     bytes, or read it back and compare.
     */
    CreateOutcome createIfAbsent(String path, byte[] content) throws IOException;

    /**
     * Writes a file whether or not it exists; readers see the old or the new content, never a mixture.
     *
     * @throws IOException the old or the new content stands
     */
    void replace(String path, byte[] content) throws IOException;

    /**
     * Reads a whole published file.
     *
     * @throws java.nio.file.NoSuchFileException no such file
     */
    byte[] read(String path) throws IOException;

    /**
     * All published files below a directory, recursively, ordered by path.
     *
     * @param prefix a directory, without trailing slash; empty for the whole store. An absent one has no files.
     */
    List<StoredFile> list(String prefix) throws IOException;

    /** Deletes a published file; an absent one is fine. Not durable at once: a crash may bring the file back. */
    void delete(String path) throws IOException;

    /**
     * Makes durable every name that is visible in this directory now. A process that finds a file which an earlier,
     * killed process published cannot know whether the name reached the disk: call this before relying on it. Does
     * nothing where a visible object is durable by definition, and for an absent directory.
     */
    void forceDirectory(String directory) throws IOException;

    /**
     * Deletes temporary files below a directory that a crash left. Only for the one writer that owns the directory: a
     * file being written is not told from a leftover, and its {@code publish} would fail.
     *
     * @return number of files deleted
     */
    int deleteLeftovers(String prefix) throws IOException;

    /**
     * Tries to become the only holder of a lock, without waiting.
     *
     * @return null if somebody else holds it, in this process or another. A store without locks always returns one.
     */
    @Nullable
    StoreLock tryLock(String path) throws IOException;

    /** Free space for new files, in bytes; {@code Long.MAX_VALUE} when the store cannot tell. */
    long usableBytes() throws IOException;

    /**
     * Address of a file for readers outside, such as {@code file:///var/lib/headgate/staging/a/b}; of the store itself
     * for the empty path.
     */
    String uri(String path);

    @Override
    void close() throws IOException;
}
