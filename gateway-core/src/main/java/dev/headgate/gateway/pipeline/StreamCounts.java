package dev.headgate.gateway.pipeline;

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
    }
}
