package dev.headgate.gateway.cli;

import java.io.Console;
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

    /** Null without a terminal: from Java 22 on only with jdk.console=java.base, which the launchers set. */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console console() {
        return System.console();
    }
}
