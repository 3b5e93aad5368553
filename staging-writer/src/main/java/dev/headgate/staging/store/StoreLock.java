package dev.headgate.staging.store;

import java.io.IOException;

/** Right to be the only process at work; lost when closed, and when the process ends. */
public interface StoreLock extends AutoCloseable {
    /** Gives the lock back; a second call does nothing. */
    @Override
    void close() throws IOException;
}
