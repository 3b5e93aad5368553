package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingException;

/**
 * A consumer that was silent for longer than the maximal age wants to advance. Retention no longer waits for it, so
 * entries it has not read may be gone. Its file is left as it is.
 */
public final class ConsumerExpiredException extends StagingException {
    private static final long serialVersionUID = 1L;

    ConsumerExpiredException(String path, String name) {
        super(
                "consumer " + name + " has expired",
                path,
                "Refresh its tables, remove the consumer, and register it again at the newest entry.",
                null);
    }
}
