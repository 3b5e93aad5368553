package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.frontier.DurableFrontier;
import dev.headgate.gateway.metrics.FlushPhase;
import dev.headgate.gateway.metrics.RowOperation;
import dev.headgate.gateway.metrics.SourceMetrics;
import dev.headgate.gateway.metrics.TableMetrics;
import dev.headgate.staging.DataFileName;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.Durable;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.SchemaVersion;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.parquet.PageCompressor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Encodes handed-over rows into data files and publishes them as commit log entries: the staging thread's work.
 *
 * <p>Durable order: every file of an entry is forced and published under its final name before the entry is created, and
 * the frontier moves only on the proof that the log returns for the entry. When anything fails, everything that no entry
 * names is dropped, the failure is kept for the reader thread, and no further task is accepted: the server sends the
 * changes again.
 */
public final class Stager implements Runnable {
    private final StagingQueue queue;
    private final StagingArea area;
    private final DurableFrontier frontier;
    private final LoadLedger ledger;
    private final SourceMetrics metrics;
    private final PageCompressor compressor;
    private final int epoch;
    private final Map<TableVersion, OpenFile> open = new LinkedHashMap<>();
    private final List<DataFile> sealed = new ArrayList<>();
    private final List<TableVersion> sealedVersions = new ArrayList<>();
    private final Map<TableVersion, SchemaVersion> newVersions = new LinkedHashMap<>();
    private int sequence;
    private volatile @Nullable Throwable failure;
    private volatile LogState logState;
    private volatile @Nullable Instant lastPublished;
    private volatile @Nullable Duration endToEndLatency;

    /** A stager that appends to the area's log, which it alone writes from here on. */
    Stager(StagingQueue queue, StagingArea area, DurableFrontier frontier, LoadLedger ledger, SourceMetrics metrics) {
        this.queue = queue;
        this.area = area;
        this.frontier = frontier;
        this.ledger = ledger;
        this.metrics = metrics;
        this.compressor = new PageCompressor(area.parquet());
        this.epoch = frontier.latest().epoch();
        this.logState = area.log().state();
    }

    /** Works until the queue is closed or something fails. */
    @Override
    public void run() {
        try {
            StagingTask task = queue.take();
            while (task != null) {
                long bytes = task.bytes();
                task.perform(this);
                queue.done(bytes);
                task = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        } finally {
            discard();
            queue.close();
            compressor.close();
        }
    }

    /** Why it stopped; null while it works or when it ended in order. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The log up to the newest entry. Any thread. */
    LogState logState() {
        return logState;
    }

    /** When this stager published its newest entry; null before. Any thread. */
    @Nullable
    Instant lastPublished() {
        return lastPublished;
    }

    /** From the emission of the newest durable heartbeat until it was durable; null before. Any thread. */
    @Nullable
    Duration endToEndLatency() {
        return endToEndLatency;
    }

    void append(StagedBatch batch, boolean last) throws IOException {
        long start = System.nanoTime();
        TableVersion version = batch.version();
        OpenFile file = open.get(version);
        if (file == null) {
            file = create(batch);
            open.put(version, file);
        }
        file.append(batch);
        TableMetrics table = metrics.table(version.sourceName());
        table.unchangedToast(batch.unchangedValues());
        table.unrepresentable(batch.unrepresentableValues());
        batch.release();
        metrics.phase(FlushPhase.ENCODE, System.nanoTime() - start);
        if (last || file.bytes() >= area.limits().fileBytes()) {
            seal(version);
        } else {
            bound();
        }
    }

    private OpenFile create(StagedBatch batch) throws IOException {
        DataFileName name =
                new DataFileName(batch.first().commitLsn(), logState.lastEntry() + 1, ++sequence, area.writerId());
        return OpenFile.create(area.store(), FileKind.CDC, batch.version(), name, compressor);
    }

    /** Keeps open files within their memory and their number. */
    private void bound() throws IOException {
        long retained = 0;
        for (OpenFile file : open.values()) {
            retained += file.retainedBytes();
        }
        if (retained > area.limits().encoderBytes()) {
            open.values().stream()
                    .max(Comparator.comparingLong(OpenFile::retainedBytes))
                    .orElseThrow()
                    .flushRowGroup();
        }
        if (open.size() > area.limits().openFiles()) {
            seal(open.entrySet().stream()
                    .max(Comparator.comparingLong(entry -> entry.getValue().bytes()))
                    .orElseThrow()
                    .getKey());
        }
    }

    private void seal(TableVersion version) throws IOException {
        OpenFile file = open.get(version);
        if (file == null) {
            throw new IllegalStateException(version.table() + " has no open file");
        }
        long start = System.nanoTime();
        DataFile data = file.seal();
        sealed.add(data);
        sealedVersions.add(version);
        open.remove(version);
        metrics.phase(FlushPhase.FSYNC, System.nanoTime() - start);
        describe(version);
    }

    private void describe(TableVersion version) {
        if (!isLogged(version)) {
            newVersions.putIfAbsent(
                    version,
                    new SchemaVersion(
                            version.table(), version.generation(), version.schemaVersion(), version.schema()));
        }
    }

    private boolean isLogged(TableVersion version) {
        TableState state = logState.tables().get(version.table());
        return state != null
                && state.generation() == version.generation()
                && state.schemaVersion() >= version.schemaVersion();
    }

    void publish(EntryCut cut) throws IOException {
        for (TableVersion version : List.copyOf(open.keySet())) {
            seal(version);
        }
        List<LogEvent> events = new ArrayList<>(cut.events());
        for (TableLoad load : cut.loads()) {
            describe(load.version());
            ledger.begin(load);
        }
        events.addAll(ledger.takeFinished(cut.throughLsn()));
        long start = System.nanoTime();
        boolean idle = cut.transactions() == 0;
        publish(new EntryDraft(
                epoch,
                area.lineage(),
                cut.throughLsn(),
                cut.transactions(),
                idle ? null : instant(cut.firstCommitMicros()),
                idle ? null : instant(cut.lastCommitMicros()),
                sealed,
                inOrder(newVersions.values()),
                events));
        metrics.phase(FlushPhase.COMMIT, System.nanoTime() - start);
        countTables(cut);
        if (cut.heartbeatMicros() > 0) {
            Duration latency = Duration.between(instant(cut.heartbeatMicros()), Instant.now());
            metrics.endToEndLatency(latency);
            endToEndLatency = latency;
        }
        sealed.clear();
        sealedVersions.clear();
        newVersions.clear();
        sequence = 0;
    }

    /** Publishes chunks of whole tables, and which of those are whole. The stream does not move with it. */
    void publishLoaded() throws IOException {
        List<LoadedChunk> chunks = ledger.takeInOrder();
        if (chunks.isEmpty()) {
            return;
        }
        List<DataFile> files = new ArrayList<>();
        List<LogEvent> events = new ArrayList<>();
        for (LoadedChunk chunk : chunks) {
            files.addAll(chunk.files());
            events.add(chunk.event());
        }
        events.addAll(ledger.takeFinished(logState.throughLsn()));
        publish(new EntryDraft(epoch, area.lineage(), logState.throughLsn(), 0, null, null, files, List.of(), events));
        for (LoadedChunk chunk : chunks) {
            TableMetrics table = metrics.table(chunk.load().version().sourceName());
            for (DataFile file : chunk.files()) {
                table.rows(RowOperation.SNAPSHOT, file.rows());
                table.filePublished(file.bytes());
            }
        }
    }

    /** Files are closed in any order; the log takes the versions of a table only one after the other. */
    private static List<SchemaVersion> inOrder(Collection<SchemaVersion> versions) {
        return versions.stream()
                .sorted(Comparator.comparingInt(SchemaVersion::generation)
                        .thenComparingInt(SchemaVersion::schemaVersion))
                .toList();
    }

    private void countTables(EntryCut cut) {
        for (int i = 0; i < sealed.size(); i++) {
            DataFile file = sealed.get(i);
            TableMetrics table = metrics.table(sealedVersions.get(i).sourceName());
            table.rows(RowOperation.INSERT, file.ops().inserts());
            table.rows(RowOperation.UPDATE, file.ops().updates());
            table.rows(RowOperation.DELETE, file.ops().deletes());
            table.rows(RowOperation.TRUNCATE, file.ops().truncates());
            table.filePublished(file.bytes());
            table.lastChangeAt(TimeUnit.MICROSECONDS.toMillis(cut.lastCommitMicros()));
        }
    }

    private void publish(EntryDraft draft) throws IOException {
        Durable durable = area.log().publish(draft);
        frontier.advance(durable);
        logState = area.log().state();
        lastPublished = Instant.now();
        long rows = 0;
        long bytes = 0;
        for (DataFile file : draft.files()) {
            rows += file.rows();
            bytes += file.bytes();
        }
        metrics.entryPublished(rows, bytes);
    }

    /** Drops every row that no entry names. Never fails. */
    private void discard() {
        open.values().forEach(OpenFile::discard);
        open.clear();
        sealed.clear();
        sealedVersions.clear();
        newVersions.clear();
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
