package dev.headgate.gateway.pipeline;

import java.io.IOException;

/** Work that the reader thread hands to the staging thread. Tasks are done in the order in which they were handed over. */
interface StagingTask {

    /** Bytes that it holds in memory until it is done. */
    long bytes();

    /** Done by the staging thread. */
    void perform(Stager stager) throws IOException;

    /**
     * Rows of one table.
     *
     * @param last no more rows of this table come before the next {@link Cut}: its file can be closed at once
     */
    record Rows(StagedBatch batch, boolean last) implements StagingTask {
        @Override
        public long bytes() {
            return batch.rows().bytes();
        }

        @Override
        public void perform(Stager stager) throws IOException {
            stager.append(batch, last);
        }
    }

    /** All rows handed over since the last cut are whole transactions: publish them as one commit log entry. */
    record Cut(EntryCut entry) implements StagingTask {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void perform(Stager stager) throws IOException {
            stager.publish(entry);
        }
    }

    /** Chunks of whole tables have arrived in the ledger: publish those whose turn it is. */
    StagingTask LOADED = new StagingTask() {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void perform(Stager stager) throws IOException {
            stager.publishLoaded();
        }
    };
}
