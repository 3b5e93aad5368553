package dev.headgate.gateway.pipeline;

import dev.headgate.staging.batch.ColumnVector;
import io.netty.buffer.ByteBuf;

/**
 * Moves one value from a tuple into a column vector, in text or binary form. Stateless or with scratch space of
 * its own: one reader thread.
 */
interface ColumnFeed {
    /**
     * Appends a value.
     *
     * @param buffer heap buffer, borrowed
     * @param index of the value's first byte in it
     * @param length of the value, in bytes
     * @param binary the value is in binary form, else in text form
     * @return false when the column type cannot hold the value: nothing was appended
     */
    boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target);
}
