package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import java.time.Instant;

/**
 * Why a table stands still.
 *
 * @param code what kind of failure
 * @param what one sentence without final stop
 * @param remedy what the operator does
 * @param at when it failed last
 */
public record TableFailure(IngestErrorCode code, String what, String remedy, Instant at) {
    static TableFailure of(IngestException failure, Instant at) {
        return new TableFailure(failure.code(), failure.what(), failure.remedy(), at);
    }

    /** Whether it may pass by itself. */
    boolean mayPass() {
        return code == IngestErrorCode.LAKE_IO || code == IngestErrorCode.INTERNAL;
    }
}
