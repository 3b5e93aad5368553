/**
 * Drains one and the same stretch of WAL with several consumers and compares them. A {@link Workload} leaves a
 * {@link Backlog} behind a master slot; each {@link Contender} drains it in a process of its own from a copy of that
 * slot; the {@link Measurement}s become a {@link Report}. Linux only: the numbers come from {@code /proc} and from
 * {@code wait4}.
 */
@NullMarked
package dev.headgate.benchmarks;

import org.jspecify.annotations.NullMarked;
