package dev.headgate.gateway.config;

/**
 * Memory of the whole process.
 *
 * @param buffers bytes that all sources together may hold received and not yet durable
 */
public record MemoryConfig(DataSize buffers) {
    private static final int DEFAULT_PERCENT_OF_HEAP = 40;

    /** 40 % of the Java heap. */
    public static MemoryConfig ofHeap(long heapBytes) {
        return new MemoryConfig(new DataSize(heapBytes / 100 * DEFAULT_PERCENT_OF_HEAP));
    }
}
