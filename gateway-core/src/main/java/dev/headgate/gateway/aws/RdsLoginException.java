package dev.headgate.gateway.aws;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** RDS cannot be given a token. The message is a sentence without secrets. */
public final class RdsLoginException extends IOException {
    /** @param message without final stop */
    public RdsLoginException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
