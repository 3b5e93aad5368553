package dev.headgate.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A consumer of a slot, or of a table, that runs as a process of its own and ends when it has everything. */
interface Contender {

    /** The name on the command line and in the tables. */
    String name();

    /** Whether it can do this: a stream of changes, or a table that is read as a whole. */
    default boolean takes(Workload workload) {
        return !workload.readsTable();
    }

    /** Does what must not be measured, such as writing a configuration file. */
    void prepare(Drain drain) throws IOException;

    /** The program and its arguments. */
    List<String> command(Drain drain);

    /** Added to the environment of the process. */
    Map<String, String> environment();

    /**
     * Proves after the process has ended with exit code 0 that it has drained the whole backlog.
     *
     * @throws BenchmarkException if it has not
     */
    Completion verify(Drain drain) throws IOException, SQLException;
}
