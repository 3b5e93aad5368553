package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.TableMetrics;
import dev.headgate.gateway.source.SnapshotChunk;
import dev.headgate.gateway.source.SnapshotSession;
import dev.headgate.pgoutput.CopyRowReader;
import dev.headgate.pgoutput.buffer.ArrayByteBuf;
import dev.headgate.pgoutput.error.PgOutputException;
import dev.headgate.staging.DataFileName;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.parquet.PageCompressor;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chunk into data files: rows of COPY go the way that streamed rows go, into the same columns. The files are
 * durable, and exist for readers once a log entry names them. One thread.
 */
final class ChunkWriter implements AutoCloseable {
    private static final int SEQUENCES = 1_000_000;

    private final SourceContext source;
    private final StagingArea area;
    private final int epoch;
    private final long retainedBytesMax;
    private final PageCompressor compressor;
    private final int writerId = new SecureRandom().nextInt();
    private final ArrayByteBuf message = new ArrayByteBuf();
    private final List<DataFile> sealed = new ArrayList<>();
    private int sequence;
    private @Nullable OpenFile open;

    /** @param retainedBytesMax memory for the rows of an open file */
    ChunkWriter(SourceContext source, StagingArea area, int epoch, long retainedBytesMax) {
        this.source = source;
        this.area = area;
        this.epoch = epoch;
        this.retainedBytesMax = retainedBytesMax;
        this.compressor = new PageCompressor(area.parquet());
    }

    /**
     * Reads a chunk of a table that the session holds.
     *
     * @param consistentPoint of the session's snapshot, unsigned
     * @return its files; none when it has no rows
     */
    List<DataFile> write(TableLoad load, SnapshotChunk chunk, SnapshotSession session, long consistentPoint)
            throws IOException {
        sealed.clear();
        Transaction snapshot = new Transaction();
        snapshot.beginSnapshot(consistentPoint, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        TableRoute route = new TableRoute(
                load.relation(),
                load.columns(),
                source.config().metadataPrefix(),
                epoch,
                new BatchPool(load.version(), 2 * area.limits().batchBytes()));
        CopyRowReader rows = new CopyRowReader(textColumns(load));
        try {
            session.copy(load.read(), chunk, bytes -> take(bytes, rows, route, snapshot, load));
            if (!rows.ended()) {
                throw failure(ErrorCode.PROTOCOL_MALFORMED, "COPY ended without its trailer", load, null);
            }
            flush(route, load);
            seal();
            return List.copyOf(sealed);
        } catch (PgOutputException e) {
            throw failure(ErrorCode.PROTOCOL_MALFORMED, "A row of COPY cannot be decoded: " + e.getMessage(), load, e);
        } catch (OutOfMemoryError e) {
            throw failure(ErrorCode.ROW_TOO_LARGE, "A row does not fit into the heap", load, e);
        } finally {
            discard();
        }
    }

    private static boolean[] textColumns(TableLoad load) {
        boolean[] text = new boolean[load.columns().size()];
        for (int i = 0; i < text.length; i++) {
            text[i] = load.read().textColumns().contains(load.columns().get(i).name());
        }
        return text;
    }

    private void take(byte[] bytes, CopyRowReader rows, TableRoute route, Transaction snapshot, TableLoad load)
            throws IOException {
        if (bytes.length > area.limits().rowBytesMax()) {
            String what = "A row of " + bytes.length + " bytes needs more memory than the gateway has (at most "
                    + area.limits().rowBytesMax() + " bytes with this heap)";
            throw TableErroredException.orHalt(
                    source.config(),
                    load.version().table(),
                    load.version().sourceName(),
                    failure(ErrorCode.ROW_TOO_LARGE, what, load, null));
        }
        source.metrics().snapshot().bytes(bytes.length);
        rows.open(message.wrap(bytes, 0, bytes.length));
        while (rows.next()) {
            route.snapshot(snapshot, rows.row());
        }
        StagedBatch batch = route.batch();
        if (batch != null
                && (batch.rows().rows() >= area.limits().batchRows()
                        || batch.rows().bytes() >= area.limits().batchBytes())) {
            flush(route, load);
        }
    }

    private void flush(TableRoute route, TableLoad load) throws IOException {
        StagedBatch batch = route.takeBatch();
        if (batch == null) {
            return;
        }
        OpenFile file = open;
        if (file == null) {
            file = create(batch);
            open = file;
        }
        file.append(batch);
        load.progress().read(batch.rows().rows());
        source.metrics().snapshot().rows(batch.rows().rows());
        TableMetrics metrics = source.metrics().table(load.version().sourceName());
        metrics.unrepresentable(batch.unrepresentableValues());
        batch.release();
        if (file.retainedBytes() > retainedBytesMax) {
            file.flushRowGroup();
        }
        if (file.bytes() >= area.limits().fileBytes()) {
            seal();
        }
    }

    private OpenFile create(StagedBatch batch) throws IOException {
        DataFileName name = new DataFileName(
                batch.first().commitLsn(), area.log().state().lastEntry() + 1, sequence++ % SEQUENCES, writerId);
        return OpenFile.create(area.store(), FileKind.SNAPSHOT, batch.version(), name, compressor);
    }

    private void seal() throws IOException {
        OpenFile file = open;
        if (file != null) {
            sealed.add(file.seal());
            open = null;
        }
    }

    private void discard() {
        OpenFile file = open;
        if (file != null) {
            file.discard();
            open = null;
        }
    }

    private GatewayException failure(ErrorCode code, String what, TableLoad load, @Nullable Throwable cause) {
        return new GatewayException(code, what, source.facts(), cause)
                .with("table", load.read().shape().qualifiedName());
    }

    @Override
    public void close() {
        compressor.close();
    }
}
