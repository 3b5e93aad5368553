package dev.headgate.gateway.daemon;

import dev.headgate.staging.store.PathElement;

/** Where the lock of a source stands in the staging root. */
final class SourceLock {
    private SourceLock() {}

    /** Directory of what the gateway keeps of a source: log, lock, consumers. */
    static String directory(String source) {
        return "_headgate/" + PathElement.encode(source);
    }

    static String path(String source) {
        return directory(source) + "/lock";
    }
}
