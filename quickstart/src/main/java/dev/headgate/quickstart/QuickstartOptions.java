package dev.headgate.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a quickstart is to do.
 *
 * @param directory gets configuration, log and staged files
 * @param duration of the workload; null = until interrupted
 * @param transactionsPerSecond of all writers together
 * @param writers number of writers
 * @param majorVersion of PostgreSQL
 * @param keep whether the PostgreSQL cluster is kept, in the directory
 * @param launcher the command that stands for {@code headgate}
 */
record QuickstartOptions(
        Path directory,
        @Nullable Duration duration,
        double transactionsPerSecond,
        int writers,
        int majorVersion,
        boolean keep,
        List<String> launcher) {}
