package dev.headgate.gateway.cli;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.staging.log.CommitUnknownException;
import dev.headgate.staging.log.FencedOutException;
import dev.headgate.staging.log.LogCorruptException;
import dev.headgate.staging.store.DirectoryInDoubtException;
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StoreFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Map;

/** Gives every failure of a command a code. */
final class CommandFailure {
    private CommandFailure() {}

    static GatewayException of(Exception failure) {
        if (failure instanceof GatewayException known) {
            return known;
        }
        if (failure instanceof StagingException staging) {
            return new GatewayException(code(staging), what(staging), Map.of("file", staging.path()), staging);
        }
        if (failure instanceof StoreFullException full) {
            return new GatewayException(
                    ErrorCode.STAGING_FULL, "The staging store is full", Map.of("file", full.path()), full);
        }
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return of(unchecked.getCause());
        }
        if (failure instanceof FileSystemException file) {
            String name = file.getFile() == null ? "<unknown>" : file.getFile();
            return new GatewayException(
                    ErrorCode.STAGING_IO,
                    "A file cannot be used (" + file.getClass().getSimpleName() + ")",
                    Map.of("file", name),
                    file);
        }
        if (failure instanceof IOException) {
            return new GatewayException(ErrorCode.STAGING_IO, "Reading or writing failed", Map.of(), failure);
        }
        return new GatewayException(
                ErrorCode.INTERNAL,
                "Unexpected " + failure.getClass().getSimpleName() + "; --verbose shows where",
                Map.of(),
                failure);
    }

    private static ErrorCode code(StagingException failure) {
        if (failure instanceof LogCorruptException) {
            return ErrorCode.LOG_CORRUPT;
        }
        if (failure instanceof FencedOutException) {
            return ErrorCode.FENCED_OUT;
        }
        if (failure instanceof CommitUnknownException) {
            return ErrorCode.COMMIT_UNKNOWN;
        }
        if (failure instanceof DirectoryInDoubtException) {
            return ErrorCode.DIRECTORY_IN_DOUBT;
        }
        return ErrorCode.STAGING_IO;
    }

    /** The staging library's own words: they name files and numbers, never values. */
    private static String what(StagingException failure) {
        return String.valueOf(failure.getMessage()).replace(". " + failure.remedy(), "");
    }
}
