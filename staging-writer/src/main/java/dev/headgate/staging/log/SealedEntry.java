package dev.headgate.staging.log;

/** An entry with its commit id, and the exact bytes of its file. */
final class SealedEntry {
    private final LogEntry entry;
    private final byte[] bytes;

    SealedEntry(LogEntry entry, byte[] bytes) {
        this.entry = entry;
        this.bytes = bytes;
    }

    LogEntry entry() {
        return entry;
    }

    /** Shared, not a copy: nobody changes them. */
    byte[] bytes() {
        return bytes;
    }
}
