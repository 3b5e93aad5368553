package dev.headgate.staging.log;

import java.util.Objects;

/**
 * An exact place in an exact log: what a consumer remembers.
 *
 * @param logId the log
 * @param entry the last entry read, from 1
 * @param commitId that entry's commit id
 */
public record LogPosition(String logId, long entry, String commitId) {
    public LogPosition {
        Objects.requireNonNull(logId, "logId");
        Objects.requireNonNull(commitId, "commitId");
        if (entry < 1) {
            throw new IllegalArgumentException("entry " + entry + " counts from 1");
        }
    }
}
