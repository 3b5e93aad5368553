package dev.headgate.gateway.daemon;

import dev.headgate.staging.store.PathElement;

/** Where the lock of a source stands in the staging root. */
final class SourceLock {
    private SourceLock() {}

    static String path(String source) {
        return "_headgate/" + PathElement.encode(source) + "/lock";
    }
}
