package dev.headgate.ingest.fold;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.row.Change;
import java.util.Map;

/** A change that cannot follow the ones before it: the log, or a reader of it, is wrong. */
final class Contradiction {
    private Contradiction() {}

    static IngestException at(Change change, String what) {
        return new IngestException(
                IngestErrorCode.CHANGE_CONTRADICTS,
                what,
                Map.of("position", change.position().toString()));
    }
}
