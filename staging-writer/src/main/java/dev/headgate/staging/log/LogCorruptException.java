package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingException;
import org.jspecify.annotations.Nullable;

/**
 * A file of the log is not what was written, or the chain of entries is broken: a flipped bit, a truncated or missing
 * entry, a log that was wiped, swapped or restored to an earlier point. Nothing was changed; the source must halt.
 */
public final class LogCorruptException extends StagingException {
    private static final long serialVersionUID = 1L;

    LogCorruptException(String path, String problem) {
        this(path, problem, null);
    }

    LogCorruptException(String path, String problem, @Nullable Throwable cause) {
        super(
                problem,
                path,
                "Keep the directory as it is for inspection; then restore the file, or move the source to a new log"
                        + " and refresh its tables.",
                cause);
    }
}
