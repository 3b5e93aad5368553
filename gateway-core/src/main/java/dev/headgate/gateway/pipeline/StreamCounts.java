package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.message.Relation;
import java.util.IdentityHashMap;
import java.util.Map;

/** Messages seen since the last report. Plain fields: written for every change, on one reader thread. */
final class StreamCounts {
    long transactions;
    long skipped;
    long inserts;
    long updates;
    long deletes;
    long truncates;
    long relations;
    long types;
    long origins;
    long messages;
    private final IdentityHashMap<Relation, Long> discarded = new IdentityHashMap<>();

    /** A change of a table that is paused or errored. */
    void discarded(Relation relation) {
        discarded.merge(relation, 1L, Long::sum);
    }

    /** Changes that were left out, by their table. */
    Map<Relation, Long> discarded() {
        return discarded;
    }

    void clear() {
        transactions = 0;
        skipped = 0;
        inserts = 0;
        updates = 0;
        deletes = 0;
        truncates = 0;
        relations = 0;
        types = 0;
        origins = 0;
        messages = 0;
        discarded.clear();
    }
}
