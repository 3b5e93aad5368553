package dev.headgate.benchmarks;

import java.nio.file.Path;

/**
 * One run of one contender: which backlog, from which copy of the master slot.
 *
 * @param scratch an empty directory for the files of this run, on the disk that is measured
 */
record Drain(PostgresServer server, Backlog backlog, String slot, Path scratch) {

    /** Everything that the contender printed. */
    Path log() {
        return scratch.resolve("consumer.log");
    }
}
