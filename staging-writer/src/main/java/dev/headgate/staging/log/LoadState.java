package dev.headgate.staging.log;

import org.jspecify.annotations.Nullable;

/**
 * How far a generation is loaded that is not the table yet. It holds what a writer needs to go on after a crash.
 *
 * @param chunks number of finished chunks
 * @param consistentPoint consistent point of the first chunk, unsigned: where the generation begins; 0 before it
 * @param highestPoint highest consistent point of all chunks, unsigned: where the generation is whole; 0 before the first
 * @param throughKey the finished chunks hold every row up to this key, a PostgreSQL array of texts; null when chunks are
 *     not ranges of a key, or none is finished
 * @param layout what the table was made of when the first chunk was read, see {@link LogEvent#LAYOUT}; null before it
 * @param complete the last chunk is finished
 * @param paused nothing is loaded, and the table's changes are left out, until the next generation begins
 * @param resumable the rest may be read at a later consistent point
 * @param error why it is paused, if nobody asked for that; else null
 */
public record LoadState(
        int chunks,
        long consistentPoint,
        long highestPoint,
        @Nullable String throughKey,
        @Nullable String layout,
        boolean complete,
        boolean paused,
        boolean resumable,
        @Nullable TableError error) {
    static final LoadState STARTED = new LoadState(0, 0, 0, null, null, false, false, true, null);

    static LoadState leftOut(@Nullable TableError error) {
        return new LoadState(0, 0, 0, null, null, false, true, false, error);
    }

    LoadState withChunk(long point, @Nullable String key, @Nullable String madeOf, boolean last) {
        boolean higher = Long.compareUnsigned(point, highestPoint) > 0;
        return new LoadState(
                chunks + 1,
                chunks == 0 ? point : consistentPoint,
                higher ? point : highestPoint,
                key,
                madeOf,
                last,
                paused,
                resumable && (last || key != null),
                error);
    }

    LoadState withoutResume() {
        return new LoadState(chunks, consistentPoint, highestPoint, throughKey, layout, complete, paused, false, error);
    }
}
