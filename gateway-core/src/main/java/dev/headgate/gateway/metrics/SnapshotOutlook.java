package dev.headgate.gateway.metrics;

/**
 * How far the tables are that are being read.
 *
 * @param ratio rows read against the planner's estimate, 0 to 1; NaN when there is none
 * @param runningSeconds since the session began with the table that it reads for longest; 0 when it reads none
 * @param leftSeconds until the last table is read, at the rate so far; NaN when not known
 */
public record SnapshotOutlook(double ratio, double runningSeconds, double leftSeconds) {
    /** Nothing is being read. */
    public static final SnapshotOutlook NONE = new SnapshotOutlook(Double.NaN, 0, Double.NaN);
}
