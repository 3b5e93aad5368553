package dev.headgate.staging.store;

import java.io.IOException;

/**
 * The store has no space left, or a quota is used up. An {@link IOException}, since what it means for a file is the
 * same; its own type, since waiting for space is the answer to it.
 */
public final class StoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * @param path file being written, relative to the store's root
     * @param cause what the operating system said
     */
    public StoreFullException(String path, IOException cause) {
        super(
                path
                        + ": no space left in the staging store. Free space or raise the quota; writing goes on by itself.",
                cause);
        this.path = path;
    }

    /** File being written, relative to the store's root. */
    public String path() {
        return path;
    }
}
