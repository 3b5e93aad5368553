package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.frontier.DurableFrontier;
import dev.headgate.gateway.metrics.LsnPoint;
import dev.headgate.gateway.metrics.SourceMetrics;
import dev.headgate.gateway.metrics.StreamMessage;
import dev.headgate.gateway.metrics.TransactionResult;
import dev.headgate.gateway.source.ReplicationSession;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.LogState;
import java.util.concurrent.TimeUnit;

/** Carries what the stream counted to metrics and status, a few times a second and not per change. Reader thread. */
final class StreamReport {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final SourceConfig config;
    private final SourceProgress progress;
    private final SourceMetrics metrics;
    private long lastTickNanos = System.nanoTime();
    private long reportedBytes;

    StreamReport(SourceContext source) {
        this.config = source.config();
        this.progress = source.progress();
        this.metrics = source.metrics();
    }

    void tick(
            long now,
            Stager stager,
            ReplicationSession session,
            TransactionAssembler assembler,
            StagingQueue queue,
            DurableFrontier frontier) {
        if (now - lastTickNanos >= TICK_NANOS) {
            lastTickNanos = now;
            metrics.lsn(LsnPoint.DURABLE, frontier.lsn());
            publish(stager, session, assembler, queue);
        }
    }

    void publish(Stager stager, ReplicationSession session, TransactionAssembler assembler, StagingQueue queue) {
        long received = assembler.receivedEndLsn();
        if (!assembler.inTransaction() && Lsn.compare(session.receivedWalEnd(), received) > 0) {
            received = session.receivedWalEnd();
        }
        long buffered = assembler.pendingBytes() + queue.bytes();
        LogState log = stager.logState();
        progress.log(log);
        progress.flushed(stager.lastPublished(), stager.endToEndLatency());
        progress.positions(received, session.acknowledgedLsn(), buffered);
        metrics.lsn(LsnPoint.RECEIVED, received);
        metrics.lsn(LsnPoint.ACKED, session.acknowledgedLsn());
        metrics.bufferBytes(buffered);
        metrics.oldestPendingCommitAt(TimeUnit.MICROSECONDS.toMillis(assembler.oldestPendingMicros()));
        metrics.received(session.receivedBytes() - reportedBytes);
        if (session.receivedBytes() > reportedBytes) {
            metrics.heardFromServer();
        }
        reportedBytes = session.receivedBytes();
        count(assembler.counts());
    }

    private void count(StreamCounts counts) {
        metrics.messages(StreamMessage.BEGIN, counts.transactions + counts.skipped);
        metrics.messages(StreamMessage.COMMIT, counts.transactions + counts.skipped);
        metrics.messages(StreamMessage.INSERT, counts.inserts);
        metrics.messages(StreamMessage.UPDATE, counts.updates);
        metrics.messages(StreamMessage.DELETE, counts.deletes);
        metrics.messages(StreamMessage.TRUNCATE, counts.truncates);
        metrics.messages(StreamMessage.RELATION, counts.relations);
        metrics.messages(StreamMessage.TYPE, counts.types);
        metrics.messages(StreamMessage.ORIGIN, counts.origins);
        metrics.messages(StreamMessage.MESSAGE, counts.messages);
        metrics.transactions(TransactionResult.STAGED, counts.transactions);
        metrics.transactions(TransactionResult.SKIPPED_DUPLICATE, counts.skipped);
        counts.discarded().forEach((relation, rows) -> {
            progress.discarded(config.destinationOf(relation.namespace(), relation.name()), rows);
            metrics.table(relation.namespace() + "." + relation.name()).discarded(rows);
        });
        counts.clear();
    }
}
