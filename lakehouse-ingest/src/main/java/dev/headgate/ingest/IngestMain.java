package dev.headgate.ingest;

import dev.headgate.ingest.cli.IngestCommand;

/** Entry point of {@code headgate ingest}: a process of its own. */
public final class IngestMain {
    private IngestMain() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(IngestCommand.execute(arguments));
    }
}
