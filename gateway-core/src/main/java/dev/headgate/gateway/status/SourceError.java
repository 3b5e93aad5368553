package dev.headgate.gateway.status;

/**
 * The error that a source stopped with, or is retrying after.
 *
 * @param code name of the error code, for example {@code SLOT_MISSING}
 * @param id its stable identifier, for example {@code HG-3002}
 * @param what what happened
 * @param remedy what the operator does
 * @param exitCode exit status of a process that ends because of it
 */
public record SourceError(String code, String id, String what, String remedy, int exitCode) {}
