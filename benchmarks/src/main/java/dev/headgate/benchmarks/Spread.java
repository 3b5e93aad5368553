package dev.headgate.benchmarks;

import java.util.stream.DoubleStream;

/** Median, smallest and largest of some numbers. */
record Spread(double median, double min, double max) {

    /** @throws IllegalArgumentException if there are no numbers */
    static Spread of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("a spread needs at least one number");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
