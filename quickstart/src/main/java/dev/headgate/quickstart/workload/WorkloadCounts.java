package dev.headgate.quickstart.workload;

/**
 * What a workload has done so far.
 *
 * @param transactions committed transactions
 * @param rolledBack transactions that were rolled back, on purpose or by a conflict
 * @param reconnects how often a writer lost its connection
 */
public record WorkloadCounts(long transactions, long rolledBack, long reconnects) {}
