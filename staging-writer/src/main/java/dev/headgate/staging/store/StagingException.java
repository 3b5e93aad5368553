package dev.headgate.staging.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A staging area that cannot be used as it is, and that trying again will not mend. The message names what happened
 * and where; {@link #remedy} says what an operator can do.
 */
public abstract class StagingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String remedy;

    /**
     * @param problem what happened, without path and remedy
     * @param path file or directory concerned, relative to the store's root
     * @param remedy what to do, one sentence in the imperative
     * @param cause null if none
     */
    protected StagingException(String problem, String path, String remedy, @Nullable Throwable cause) {
        super(path + ": " + problem + ". " + remedy, cause);
        this.path = Objects.requireNonNull(path, "path");
        this.remedy = Objects.requireNonNull(remedy, "remedy");
    }

    /** File or directory concerned, relative to the store's root. */
    public String path() {
        return path;
    }

    /** What to do, one sentence in the imperative. */
    public String remedy() {
        return remedy;
    }
}
