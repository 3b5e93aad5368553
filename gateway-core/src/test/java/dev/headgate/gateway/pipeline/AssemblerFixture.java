package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.BinaryMode;
import dev.headgate.gateway.config.ChannelBinding;
import dev.headgate.gateway.config.ConnectionConfig;
import dev.headgate.gateway.config.Destination;
import dev.headgate.gateway.config.PublicationMode;
import dev.headgate.gateway.config.SchemaChange;
import dev.headgate.gateway.config.SnapshotConfig;
import dev.headgate.gateway.config.SnapshotMode;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.config.TableErrorPolicy;
import dev.headgate.gateway.config.TlsMode;
import dev.headgate.gateway.config.TypesConfig;
import dev.headgate.gateway.config.WalGuardConfig;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.pgoutput.DecoderOptions;
import dev.headgate.pgoutput.PgOutputDecoder;
import dev.headgate.pgoutput.buffer.ArrayByteBuf;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.DoubleVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.batch.StructVector;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reader thread's way from messages to batches without a server: what was handed over is read back as text. */
final class AssemblerFixture {
    static final long DURABLE = 1_000;
    static final LogState EMPTY_LOG =
            new LogState(null, 0, null, 0, null, 0, 0, null, new LinkedHashMap<>(), List.of());

    /** No shape is compared with another one. */
    private static final ShapeWatch UNWATCHED = new ShapeWatch() {
        @Override
        public void seen(TableName destination, Relation relation, TableSchema schema, long commitLsn) {}

        @Override
        public void altered(long relationOid, TableRoutes routes, long commitLsn) {}
    };

    final Map<Long, TableShape> catalog = new LinkedHashMap<>();
    final StagingQueue queue = new StagingQueue(Long.MAX_VALUE);
    final TransactionAssembler assembler;
    private final PgOutputDecoder decoder = new PgOutputDecoder(DecoderOptions.of(ProtocolVersion.V1));
    private final ArrayByteBuf frame = new ArrayByteBuf();

    AssemblerFixture(Map<String, List<String>> excludedColumns, boolean binary, StagingLimits limits) {
        this(source(excludedColumns, TableErrorPolicy.HALT), EMPTY_LOG, binary, limits);
    }

    /** Where a failure of one table is to leave it out. */
    static AssemblerFixture quarantining(LogState log, boolean binary, StagingLimits limits) {
        return new AssemblerFixture(source(Map.of(), TableErrorPolicy.QUARANTINE), log, binary, limits);
    }

    private AssemblerFixture(SourceConfig source, LogState log, boolean binary, StagingLimits limits) {
        TableRoutes routes = new TableRoutes(
                source, List.of(), catalog::get, oid -> {}, UNWATCHED, binary, log, 1, limits.batchBytes(), Map.of());
        RowHandOver handOver = new RowHandOver(queue, limits, waited -> {}, Map.of());
        this.assembler = new TransactionAssembler(
                routes, handOver, moved -> {}, new HeartbeatReader("shop"), limits, DURABLE, Map.of());
    }

    static AssemblerFixture text() {
        return new AssemblerFixture(Map.of(), false, limits(1 << 20));
    }

    static StagingLimits limits(long rowBytesMax) {
        return new StagingLimits(1 << 20, 8_192, 1 << 24, 1 << 24, 1 << 24, 1 << 24, 1 << 24, 8, rowBytesMax);
    }

    static SourceConfig source(Map<String, List<String>> excludedColumns, TableErrorPolicy onTableError) {
        ConnectionConfig connection = new ConnectionConfig(
                "main",
                "localhost",
                5432,
                "me",
                null,
                List.of(),
                null,
                TlsMode.DISABLE,
                null,
                null,
                null,
                ChannelBinding.PREFER,
                null,
                Duration.ofSeconds(5));
        return new SourceConfig(
                "shop",
                connection,
                "db",
                "slot",
                "pub",
                List.of("public.*"),
                List.of(),
                excludedColumns,
                Map.of(),
                Destination.DEFAULT,
                "_cdc_",
                BinaryMode.AUTO,
                TypesConfig.DEFAULT,
                null,
                Duration.ofSeconds(2),
                false,
                true,
                PublicationMode.CREATE_OR_ADOPT,
                new SnapshotConfig(SnapshotMode.NEVER, null, 1, 1, List.of()),
                SchemaChange.REFRESH,
                WalGuardConfig.DEFAULT,
                onTableError);
    }

    AssemblerFixture receive(MessageBytes... messages) {
        for (MessageBytes message : messages) {
            receive(ByteBufUtil.getBytes(message.body()));
        }
        return this;
    }

    void receive(byte[] message) {
        assembler.nextMessage(message.length);
        decoder.decode(frame.wrap(message, 0, message.length), assembler);
    }

    /** Ends the entry and tells all rows, a line each: {@code table.version: column=value ...}, nulls left out. */
    List<String> cut() throws InterruptedException {
        assembler.cut(assembler.receivedEndLsn(), List.of(), List.of());
        queue.close();
        List<String> rows = new ArrayList<>();
        for (StagingTask task = queue.take(); task != null; task = queue.take()) {
            if (task instanceof StagingTask.Rows handed) {
                handed.batch().rows().requireComplete();
                rows.addAll(rows(handed.batch()));
            }
        }
        return rows;
    }

    private static List<String> rows(StagedBatch batch) {
        ColumnBatch rows = batch.rows();
        TableSchema schema = rows.schema();
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            StringBuilder line = new StringBuilder(batch.version().sourceName())
                    .append('.')
                    .append(batch.version().schemaVersion())
                    .append(':');
            for (int i = 0; i < schema.columns().size(); i++) {
                String name = schema.columns().get(i).name();
                boolean constant =
                        List.of("_cdc_epoch", "_cdc_commit_ts", "_cdc_xid").contains(name);
                if (!constant && !rows.column(i).isNull(row)) {
                    line.append(' ').append(name).append('=').append(value(rows.column(i), row));
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String value(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            return "null";
        }
        int index = 0;
        for (int i = 0; i < row; i++) {
            index += vector.isNull(i) ? 0 : 1;
        }
        if (vector instanceof LongVector longs) {
            return String.valueOf(longs.values()[index]);
        }
        if (vector instanceof DoubleVector doubles) {
            return String.valueOf(doubles.values()[index]);
        }
        if (vector instanceof BytesVector bytes) {
            // A value is preceded by its length, as Parquet's PLAIN encoding wants it.
            int start = (index == 0 ? 0 : bytes.ends()[index - 1]) + Integer.BYTES;
            return new String(bytes.data(), start, bytes.ends()[index] - start, StandardCharsets.UTF_8);
        }
        if (vector instanceof StructVector struct) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < struct.fieldCount(); i++) {
                fields.add(value(struct.field(i), row));
            }
            return fields.toString();
        }
        ListVector list = (ListVector) vector;
        List<String> elements = new ArrayList<>();
        for (int i = index == 0 ? 0 : list.ends()[index - 1]; i < list.ends()[index]; i++) {
            elements.add(value(list.element(), i));
        }
        return elements.toString();
    }
}
