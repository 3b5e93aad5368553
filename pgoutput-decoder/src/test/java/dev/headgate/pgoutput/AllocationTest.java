package dev.headgate.pgoutput;

import static dev.headgate.pgoutput.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.headgate.pgoutput.buffer.ArrayByteBuf;
import dev.headgate.pgoutput.message.BeginPrepare;
import dev.headgate.pgoutput.message.CommitPrepared;
import dev.headgate.pgoutput.message.LogicalMessage;
import dev.headgate.pgoutput.message.Origin;
import dev.headgate.pgoutput.message.Prepare;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RollbackPrepared;
import dev.headgate.pgoutput.message.StreamAbort;
import dev.headgate.pgoutput.message.StreamCommit;
import dev.headgate.pgoutput.message.StreamPrepare;
import dev.headgate.pgoutput.message.StreamStart;
import dev.headgate.pgoutput.message.Truncate;
import dev.headgate.pgoutput.message.TypeDeclaration;
import dev.headgate.pgoutput.type.OldTupleKind;
import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.pgoutput.value.BinaryValues;
import dev.headgate.pgoutput.value.TextValues;
import io.netty.buffer.ByteBufUtil;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int TABLE = 16_384;
    private static final int ROUNDS = 100_000;
    private static final int CHANGES_PER_ROUND = 3;
    private static final long BYTES_PER_CHANGE_MAX = 16;

    @Test
    void decoding_and_reading_a_change_allocates_at_most_16_bytes() {
        PgOutputDecoder decoder = new PgOutputDecoder(DecoderOptions.of(ProtocolVersion.V1));
        ArrayByteBuf body = new ArrayByteBuf();
        Sum sum = new Sum();
        byte[] relation = bytes(message('R')
                .int32(TABLE)
                .string("s")
                .string("t")
                .int8('d')
                .int16(3)
                .column(1, "id", 20)
                .column(0, "amount", 1700)
                .column(0, "at", 1184));
        byte[] begin = bytes(message('B').int64(1).int64(2).int32(3));
        byte[][] changes = {
            bytes(message('I')
                    .int32(TABLE)
                    .int8('N')
                    .int16(3)
                    .text("4711")
                    .text("12345.67")
                    .text("2026-11-20 10:11:12.5+00")),
            bytes(message('U')
                    .int32(TABLE)
                    .int8('K')
                    .int16(3)
                    .text("1")
                    .nul()
                    .nul()
                    .int8('N')
                    .int16(3)
                    .text("2")
                    .text("-0.01")
                    .unchangedToast()),
            bytes(message('D')
                    .int32(TABLE)
                    .int8('K')
                    .int16(3)
                    .binary(0, 0, 0, 0, 0, 0, 0, 7)
                    .nul()
                    .nul())
        };
        decoder.decode(body.wrap(begin, 0, begin.length), sum);
        decoder.decode(body.wrap(relation, 0, relation.length), sum);

        run(decoder, body, changes, sum);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(decoder, body, changes, sum);
        long perChange = (threads.getCurrentThreadAllocatedBytes() - before) / (ROUNDS * CHANGES_PER_ROUND);

        assertThat(perChange).isLessThanOrEqualTo(BYTES_PER_CHANGE_MAX);
        assertThat(sum.changes).isEqualTo(2L * ROUNDS * CHANGES_PER_ROUND);
        assertThat(sum.total).isNotZero();
    }

    private static void run(PgOutputDecoder decoder, ArrayByteBuf body, byte[][] changes, Sum sum) {
        for (int i = 0; i < ROUNDS; i++) {
            for (byte[] change : changes) {
                decoder.decode(body.wrap(change, 0, change.length), sum);
            }
        }
    }

    private static byte[] bytes(MessageBytes message) {
        return ByteBufUtil.getBytes(message.body());
    }

    /** Reads every value, as a consumer would. */
    private static final class Sum implements PgOutputHandler {
        private long changes;
        private long total;

        private void add(TupleCursor tuple) {
            if (tuple.isBinary(0)) {
                total += BinaryValues.int8(tuple.buffer(), tuple.index(0), tuple.length(0));
            } else {
                total += TextValues.int8(tuple.buffer(), tuple.index(0), tuple.length(0));
            }
            if (!tuple.isNull(1)) {
                total += TextValues.numeric64(tuple.buffer(), tuple.index(1), tuple.length(1), 2);
            }
            if (!tuple.isNull(2) && !tuple.isUnchanged(2)) {
                total += TextValues.timestamptz(tuple.buffer(), tuple.index(2), tuple.length(2));
            }
        }

        @Override
        public void onInsert(int xid, Relation relation, TupleCursor newTuple) {
            changes++;
            add(newTuple);
        }

        @Override
        public void onUpdate(
                int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple, TupleCursor newTuple) {
            changes++;
            add(oldTuple);
            add(newTuple);
        }

        @Override
        public void onDelete(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple) {
            changes++;
            add(oldTuple);
        }

        @Override
        public void onBegin(long finalLsn, long commitTimestamp, int xid) {}

        @Override
        public void onCommit(int flags, long commitLsn, long endLsn, long commitTimestamp) {}

        @Override
        public void onRelation(int xid, Relation relation) {}

        @Override
        public void onType(int xid, TypeDeclaration type) {}

        @Override
        public void onTruncate(int xid, Truncate truncate) {}

        @Override
        public void onMessage(int xid, LogicalMessage message) {}

        @Override
        public void onStreamStop() {}

        @Override
        public void onOrigin(Origin message) {}

        @Override
        public void onStreamStart(StreamStart message) {}

        @Override
        public void onStreamCommit(StreamCommit message) {}

        @Override
        public void onStreamAbort(StreamAbort message) {}

        @Override
        public void onBeginPrepare(BeginPrepare message) {}

        @Override
        public void onPrepare(Prepare message) {}

        @Override
        public void onCommitPrepared(CommitPrepared message) {}

        @Override
        public void onRollbackPrepared(RollbackPrepared message) {}

        @Override
        public void onStreamPrepare(StreamPrepare message) {}
    }
}
