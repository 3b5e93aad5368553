package dev.headgate.quickstart.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The staged files break a promise of the staging format, or could not be read. */
public final class StagedStateException extends RuntimeException {

    private final transient List<String> problems;

    StagedStateException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problems = List.of(message);
    }

    StagedStateException(String source, List<String> problems) {
        super("staged state of " + source + " is wrong:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each broken promise in one line. */
    public List<String> problems() {
        return problems;
    }
}
