package dev.headgate.quickstart.postgres;

import org.jspecify.annotations.Nullable;

/** An embedded server could not be prepared, started, stopped or asked. The message says which and what its log ends with. */
public final class ServerException extends RuntimeException {

    ServerException(String message) {
        super(message);
    }

    ServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
