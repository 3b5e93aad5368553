package dev.headgate.staging.log;

import java.util.concurrent.TimeUnit;

/** The wait between two identical attempts to create an entry. */
interface Backoff {
    /**
     * Waits.
     *
     * @param failures how many attempts have failed so far, from 1
     */
    void await(int failures) throws InterruptedException;

    /** 50 ms, doubled with every failure up to 3.2 s. */
    static Backoff doubling() {
        return failures -> TimeUnit.MILLISECONDS.sleep(50L << Math.min(failures - 1, 6));
    }
}
