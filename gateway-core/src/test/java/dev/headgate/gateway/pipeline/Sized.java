package dev.headgate.gateway.pipeline;

/** A task of a given size that does nothing. */
record Sized(long bytes) implements StagingTask {
    @Override
    public void perform(Stager stager) {
        // Only its size counts.
    }
}
