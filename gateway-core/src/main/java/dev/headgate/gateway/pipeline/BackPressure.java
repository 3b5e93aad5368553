package dev.headgate.gateway.pipeline;

/** What the reader thread does while the staging queue is full. */
interface BackPressure {
    /**
     * Called again and again while a task waits for room; keeps the session alive.
     *
     * @param waitedNanos since the task was first offered
     */
    void waiting(long waitedNanos);
}
