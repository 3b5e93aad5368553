package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.RangeCursor;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.batch.StructVector;
import io.netty.buffer.ByteBuf;

/**
 * Moves a range into a struct of lower, upper, lower_inc, upper_inc, empty. A bound that is not there is null; one that the
 * bound's type cannot hold refuses the whole range, since null would look like infinity.
 */
final class RangeFeed implements ColumnFeed {
    private static final int LOWER = 0;
    private static final int UPPER = 1;
    private static final int LOWER_INC = 2;
    private static final int UPPER_INC = 3;
    private static final int EMPTY = 4;

    private final ColumnFeed bound;
    private final RangeCursor range = new RangeCursor();

    RangeFeed(ColumnFeed bound) {
        this.bound = bound;
    }

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            range.readBinary(buffer, index, length);
        } else {
            range.readText(buffer, index, length);
        }
        StructVector struct = (StructVector) target;
        int rows = struct.rows();
        if (!appendLower(binary, struct.field(LOWER)) || !appendUpper(binary, struct.field(UPPER))) {
            struct.truncate(rows);
            return false;
        }
        appendFlag(range.hasLower() && range.isLowerInclusive(), struct.field(LOWER_INC));
        appendFlag(range.hasUpper() && range.isUpperInclusive(), struct.field(UPPER_INC));
        appendFlag(range.isEmpty(), struct.field(EMPTY));
        struct.endStruct();
        return true;
    }

    private boolean appendLower(boolean binary, ColumnVector target) {
        if (range.hasLower()) {
            return bound.append(range.buffer(), range.lowerIndex(), range.lowerLength(), binary, target);
        }
        target.appendNull();
        return true;
    }

    private boolean appendUpper(boolean binary, ColumnVector target) {
        if (range.hasUpper()) {
            return bound.append(range.buffer(), range.upperIndex(), range.upperLength(), binary, target);
        }
        target.appendNull();
        return true;
    }

    private static void appendFlag(boolean flag, ColumnVector target) {
        ((LongVector) target).append(flag ? 1 : 0);
    }
}
