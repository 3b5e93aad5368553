package dev.headgate.gateway.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened while the gateway ran.
 *
 * @param number from 1, in the order of time, within this process
 * @param at when it was noticed
 * @param source the source it happened to
 * @param table the table it happened to, {@code schema.table}; null when it concerns the whole source
 * @param what one sentence, without row values
 * @param error identifier of the error, for example {@code HG-3002}; null when it is none
 * @param remedy what the operator does; null when there is nothing to do
 */
public record GatewayEvent(
        long number,
        Instant at,
        String source,
        EventKind kind,
        Severity severity,
        @Nullable String table,
        String what,
        @Nullable String error,
        @Nullable String remedy) {}
