package dev.headgate.quickstart;

/** The quickstart cannot go on. The message says why and what to do, for the terminal. */
final class QuickstartException extends RuntimeException {

    QuickstartException(String message) {
        super(message);
    }

    QuickstartException(String message, Throwable cause) {
        super(message, cause);
    }
}
