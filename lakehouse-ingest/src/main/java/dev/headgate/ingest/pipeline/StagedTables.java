package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.delta.LocalDelta;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.staged.AbsentColumns;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.staging.log.CommitLogReader;
import dev.headgate.staging.log.LogEntry;
import dev.headgate.staging.log.LogPosition;
import dev.headgate.staging.log.PurgedEntryException;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tables of a pipeline in the staging area, told by the log alone. */
public final class StagedTables {
    private final PipelineConfig pipeline;
    private final StagingStore staging;
    private final Engine engine = LocalDelta.engine();

    private StagedTables(PipelineConfig pipeline, StagingStore staging) {
        this.pipeline = pipeline;
        this.staging = staging;
    }

    /**
     * Reads the logs from their first entries on. Registers nothing: retention does not wait for the reader.
     *
     * @throws IngestException a log has been purged, or is damaged
     */
    public static List<StagedTable> read(PipelineConfig pipeline, Path stagingRoot) throws IOException {
        List<StagedTable> tables = new ArrayList<>();
        try (StagingStore staging = new LocalStore(stagingRoot)) {
            for (String source : pipeline.sources()) {
                tables.addAll(new StagedTables(pipeline, staging).tables(source));
            }
        }
        return tables;
    }

    private List<StagedTable> tables(String source) throws IOException {
        try {
            CommitLogReader log = CommitLogReader.fromStart(staging, source);
            TrackedSource tracked = follow(log);
            List<StagedTable> tables = new ArrayList<>();
            for (TrackedTable table : tracked.tables()) {
                boolean taken = pipeline.selection().selects(table.name()) && table.started() && !table.removed();
                if (taken && !table.schemas().isEmpty()) {
                    tables.add(table(source, log, tracked, table));
                }
            }
            return tables;
        } catch (PurgedEntryException e) {
            // What makes a pipeline go on after this does not bring the first entries back.
            throw new IngestException(
                    IngestErrorCode.USAGE,
                    "The beginning of the log of source " + source
                            + " has been purged, and this follows it from its first entry; read the Delta tables instead",
                    Map.of("pipeline", pipeline.name(), "source", source),
                    e);
        } catch (StagingException e) {
            throw new IngestException(
                    IngestErrorCode.LOG_CORRUPT,
                    String.valueOf(e.getMessage()).replace(". " + e.remedy(), ""),
                    Map.of("pipeline", pipeline.name(), "source", source, "file", e.path()),
                    e);
        }
    }

    private TrackedSource follow(CommitLogReader log) throws IOException {
        TrackedSource tracked = new TrackedSource(pipeline.selection());
        for (LogEntry entry = log.next(); entry != null; entry = log.next()) {
            tracked.follow(entry);
            entry.files().forEach(file -> tracked.table(file.table()).sawChanges());
            tracked.tables().stream().filter(tracked::isDue).forEach(TrackedTable::switchOver);
        }
        return tracked;
    }

    private StagedTable table(String source, CommitLogReader log, TrackedSource tracked, TrackedTable table)
            throws IOException {
        table.requireColumns();
        LogPosition position = Objects.requireNonNull(tracked.position());
        long entry = table.loading() == null ? position.entry() : table.heldAfter();
        Generation generation = table.current();
        GenerationFiles files = GenerationFiles.gather(log, table, generation, tracked.metadataPrefix(), entry);
        Generation.Extent extent = Objects.requireNonNull(generation.extent());
        TableSchema schema = files.schemas(table).get(files.schemas(table).size() - 1);
        List<StagedTable.Part> parts = new ArrayList<>(parts(true, files.copied(), schema));
        parts.addAll(parts(false, files.changes(), schema));
        return new StagedTable(
                source,
                entry,
                table.name(),
                pipeline.naming().destination(table.name()),
                schema,
                extent.epoch(),
                extent.consistentPoint(),
                parts,
                hasAbsentColumns(files.changes()),
                tracked.metadataPrefix());
    }

    private boolean hasAbsentColumns(List<StagedFile> files) throws IOException {
        for (StagedFile file : files) {
            if (AbsentColumns.in(file, staging, engine)) {
                return true;
            }
        }
        return false;
    }

    private static List<StagedTable.Part> parts(boolean copied, List<StagedFile> files, TableSchema newest) {
        Map<TableSchema, List<String>> paths = new LinkedHashMap<>();
        for (StagedFile file : files) {
            paths.computeIfAbsent(file.schema(), schema -> new ArrayList<>())
                    .add(file.file().path());
        }
        List<StagedTable.Part> parts = new ArrayList<>();
        paths.forEach((schema, names) -> parts.add(new StagedTable.Part(copied, names, columns(schema, newest))));
        return parts;
    }

    /** By the source's number of a column, where it is known, and else by name. */
    private static Map<String, Column> columns(TableSchema schema, TableSchema newest) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Column wanted : newest.columns()) {
            schema.columns().stream()
                    .filter(column -> isSame(column, wanted))
                    .findFirst()
                    .ifPresent(column -> columns.put(wanted.name(), column));
        }
        return columns;
    }

    private static boolean isSame(Column column, Column wanted) {
        Integer number = column.fieldId();
        if (number == null || wanted.fieldId() == null) {
            return column.name().equals(wanted.name());
        }
        return number.equals(wanted.fieldId());
    }
}
