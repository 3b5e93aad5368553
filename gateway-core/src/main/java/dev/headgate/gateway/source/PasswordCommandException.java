package dev.headgate.gateway.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A program gave no password. The message is a sentence without anything that the program printed. */
final class PasswordCommandException extends IOException {
    /** @param message without final stop */
    PasswordCommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
