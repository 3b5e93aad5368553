package dev.headgate.gateway.pipeline;

import static dev.headgate.gateway.pipeline.MessageBytes.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBufUtil;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int FIRST_TABLE = 20_000;
    /** The least of several rounds counts: the first ones run code that is not compiled yet. */
    private static final int ROUNDS = 20;

    private static final int TABLES = 2;
    private static final int CHANGES = 300_000;
    private static final int ROWS_PER_BATCH = 1_000;
    private static final long BYTES_PER_CHANGE_MAX = 16;

    @Test
    void a_change_allocates_at_most_16_bytes_on_its_way_into_a_reused_batch() throws Exception {
        StagingLimits limits =
                new StagingLimits(1 << 20, ROWS_PER_BATCH, 1 << 24, 1 << 24, 1 << 24, 1 << 24, 1 << 24, 8, 1 << 20);
        AssemblerFixture stream = new AssemblerFixture(Map.of(), false, limits);
        byte[][] changes = new byte[2 * TABLES][];
        stream.receive(message('B').int64(2_000).int64(0).int32(7));
        for (int i = 0; i < TABLES; i++) {
            int table = FIRST_TABLE + i;
            stream.receive(message('R')
                    .int32(table)
                    .string("public")
                    .string("t" + i)
                    .int8('d')
                    .int16(4)
                    .column(1, "id", 20)
                    .column(0, "amount", 1700)
                    .column(0, "at", 1184)
                    .column(0, "note", 25));
            changes[i] = ByteBufUtil.getBytes(message('I')
                    .int32(table)
                    .int8('N')
                    .int16(4)
                    .text("4711")
                    .text("12345.67")
                    .text("2026-11-20 10:11:12.5+00")
                    .text("some words")
                    .body());
            changes[TABLES + i] = ByteBufUtil.getBytes(message('U')
                    .int32(table)
                    .int8('K')
                    .int16(4)
                    .text("1")
                    .nul()
                    .nul()
                    .nul()
                    .int8('N')
                    .int16(4)
                    .text("2")
                    .text("-0.01")
                    .nul()
                    .unchangedToast()
                    .body());
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long perChange = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(stream, changes);
            perChange = Math.min(perChange, (threads.getCurrentThreadAllocatedBytes() - before) / CHANGES);
        }

        assertThat(perChange).isLessThanOrEqualTo(BYTES_PER_CHANGE_MAX);
    }

    /** Changes alternate between the tables; what is handed over is given back at once. */
    private static void run(AssemblerFixture stream, byte[][] changes) throws InterruptedException {
        for (int i = 0; i < CHANGES; i++) {
            stream.receive(changes[i % changes.length]);
            while (stream.queue.bytes() > 0) {
                StagingTask task = Objects.requireNonNull(stream.queue.take());
                long bytes = task.bytes();
                ((StagingTask.Rows) task).batch().release();
                stream.queue.done(bytes);
            }
        }
    }
}
