package dev.headgate.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One run of one contender over one backlog.
 *
 * @param round from 1
 * @param seconds from the start of the process to its end, the start of a JVM included
 * @param cpuSeconds user and system time of the process, from {@code wait4}
 * @param peakRssBytes largest resident set of the process, from {@code wait4}
 * @param serverCpuSeconds user and system time of the PostgreSQL server meanwhile
 * @param tcpSegments TCP segments that this machine received meanwhile
 * @param foreignCpuSeconds CPU time of everything else on this machine meanwhile
 */
record Measurement(
        Workload workload,
        String contender,
        int round,
        long changes,
        double seconds,
        double cpuSeconds,
        long peakRssBytes,
        double serverCpuSeconds,
        long tcpSegments,
        double foreignCpuSeconds,
        @Nullable Double steadyChangesPerSecond,
        @Nullable Long stagedBytes) {

    double changesPerSecond() {
        return changes / seconds;
    }

    double cpuSecondsPerMillion() {
        return cpuSeconds * 1e6 / changes;
    }

    double serverCpuSecondsPerMillion() {
        return serverCpuSeconds * 1e6 / changes;
    }

    /** Share of the machine's cores that others used: 0 on a quiet machine, 1 on one that is full of others' work. */
    double foreignShare() {
        return foreignCpuSeconds / (seconds * Runtime.getRuntime().availableProcessors());
    }
}
