package dev.headgate.yaml;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/** Words for why a file cannot be read: the exceptions themselves carry little more than the name. */
public final class FileFailure {
    private FileFailure() {}

    /** Why a file could not be read. */
    public static String describe(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission is denied";
        }
        if (failure instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        if (failure instanceof InvalidPathException) {
            return "its name is not a path";
        }
        return "reading failed";
    }
}
