package dev.headgate.gateway.status;

/**
 * Room in the staging store.
 *
 * @param freeBytes what is free; -1 when not known
 * @param minFreeBytes reading pauses below
 */
public record StagingSpace(long freeBytes, long minFreeBytes) {
    /** True when reading pauses because of it. */
    public boolean isFull() {
        return freeBytes >= 0 && freeBytes < minFreeBytes;
    }
}
