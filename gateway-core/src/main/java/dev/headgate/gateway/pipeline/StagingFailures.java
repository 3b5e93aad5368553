package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.staging.log.CommitUnknownException;
import dev.headgate.staging.log.FencedOutException;
import dev.headgate.staging.log.LogCorruptException;
import dev.headgate.staging.log.UnknownVersionException;
import dev.headgate.staging.store.DirectoryInDoubtException;
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StoreFullException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what staging throws into the gateway's errors. */
public final class StagingFailures {
    private StagingFailures() {}

    /**
     * The error that {@code failure} means.
     *
     * @param facts of the source; completed with the file where it is known
     * @param root where the staging store is, for failures that name no file
     */
    public static GatewayException of(Throwable failure, Map<String, String> facts, String root) {
        if (failure instanceof GatewayException known) {
            return known;
        }
        if (failure instanceof FencedOutException) {
            return fail(ErrorCode.FENCED_OUT, "Another gateway appended to the commit log", facts, root, failure);
        }
        StoreFullException full = fullStore(failure);
        if (full != null) {
            return fail(ErrorCode.STAGING_FULL, "The staging store is full", facts, full.path(), failure);
        }
        if (failure instanceof CommitUnknownException) {
            return fail(
                    ErrorCode.COMMIT_UNKNOWN,
                    "The store does not tell whether the commit log entry was published",
                    facts,
                    root,
                    failure);
        }
        if (failure instanceof DirectoryInDoubtException doubt) {
            String file = root + doubt.path();
            return fail(ErrorCode.DIRECTORY_IN_DOUBT, String.valueOf(doubt.getMessage()), facts, file, failure);
        }
        if (failure instanceof LogCorruptException || failure instanceof UnknownVersionException) {
            String file = root + ((StagingException) failure).path();
            return fail(ErrorCode.LOG_CORRUPT, String.valueOf(failure.getMessage()), facts, file, failure);
        }
        if (failure instanceof IOException) {
            return fail(ErrorCode.STAGING_IO, "The staging store failed", facts, root, failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return fail(ErrorCode.ROW_TOO_LARGE, "The heap is exhausted", facts, root, failure);
        }
        return fail(ErrorCode.INTERNAL, "An unexpected failure stopped the source", facts, root, failure);
    }

    /** What to throw on the thread that waited for the one that failed: {@link #of}, but for a table that is to be left out. */
    static RuntimeException ofOtherThread(Throwable failure, Map<String, String> facts, String root) {
        return failure instanceof TableErroredException errored ? errored : of(failure, facts, root);
    }

    private static @Nullable StoreFullException fullStore(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreFullException full) {
                return full;
            }
        }
        return null;
    }

    private static GatewayException fail(
            ErrorCode code, String what, Map<String, String> facts, String file, Throwable cause) {
        return new GatewayException(code, what, facts, cause).with("file", file);
    }
}
