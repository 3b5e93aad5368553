package dev.headgate.gateway.cli;

import java.io.Console;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The person at the keyboard, if there is one. */
class Terminal {
    /** Whether a person reads standard output and can answer. */
    boolean isInteractive() {
        return console() != null;
    }

    /** The answer, without spaces around it; null when there is nobody to ask, or they ended the input. */
    @Nullable
    String ask(String question) {
        Console console = console();
        String answer = console == null ? null : console.readLine("%s ", question);
        return answer == null ? null : answer.strip();
    }

    /** Waits; false when the waiting was ended from outside, and with it the command. */
    boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Null without a terminal: from Java 22 on only with jdk.console=java.base, which the launchers set. */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console console() {
        return System.console();
    }
}
