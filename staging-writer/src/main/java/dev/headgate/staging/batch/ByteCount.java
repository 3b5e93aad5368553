package dev.headgate.staging.batch;

/** Running count of variable-size bytes in one batch, shared by all its vectors so that asking is one field read. */
final class ByteCount {
    long bytes;
}
