package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingException;

/** An intact file of the log was written in a format version that this program does not know. Nothing was changed. */
public final class UnknownVersionException extends StagingException {
    private static final long serialVersionUID = 1L;

    UnknownVersionException(String path, int found, int known) {
        super(
                "format version " + found + " is not known here (known: " + known + ")",
                path,
                "Read it with the release that wrote it, or a newer one.",
                null);
    }
}
