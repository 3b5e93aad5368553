package dev.headgate.staging.store;

import java.time.Instant;

/**
 * A published file as a listing sees it.
 *
 * @param path relative to the root of the store
 * @param bytes size
 * @param lastModified by the store's clock
 */
public record StoredFile(String path, long bytes, Instant lastModified) {}
