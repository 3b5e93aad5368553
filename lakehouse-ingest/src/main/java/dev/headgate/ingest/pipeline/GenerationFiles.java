package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.staging.log.CommitLogReader;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.LogEntry;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The files of a generation, gathered from the log.
 *
 * @param copied files of snapshot rows
 * @param changes files with changes, in order; some of their rows may be from before the generation
 */
record GenerationFiles(List<StagedFile> copied, List<StagedFile> changes) {

    /** @param lastEntry up to and with this entry */
    static GenerationFiles gather(
            CommitLogReader log, TrackedTable table, Generation generation, String metadataPrefix, long lastEntry)
            throws IOException {
        List<StagedFile> copied = new ArrayList<>();
        List<StagedFile> changes = new ArrayList<>();
        Generation.Extent extent = Objects.requireNonNull(generation.extent(), "The generation is not complete");
        for (long number = generation.firstEntry(); number <= lastEntry; number++) {
            LogEntry entry = log.entry(number);
            for (DataFile file : entry.files()) {
                if (!file.table().equals(table.name())) {
                    continue;
                }
                if (file.kind() == FileKind.CDC
                        && extent.reaches(entry.epoch(), file.max().commitLsn())) {
                    changes.add(staged(table, entry, file, metadataPrefix));
                } else if (file.kind() == FileKind.SNAPSHOT && file.generation() == generation.number()) {
                    copied.add(staged(table, entry, file, metadataPrefix));
                }
            }
        }
        changes.sort(Comparator.comparingLong(StagedFile::entry)
                .thenComparing(file -> file.file().min()));
        return new GenerationFiles(copied, changes);
    }

    static StagedFile staged(TrackedTable table, LogEntry entry, DataFile file, String metadataPrefix) {
        TableSchema schema = table.schema(file.schemaVersion());
        if (schema == null) {
            throw new IngestException(
                    IngestErrorCode.LOG_CORRUPT,
                    "No entry describes schema version " + file.schemaVersion(),
                    Map.of("table", table.name().toString(), "file", file.path()));
        }
        return new StagedFile(entry.entry(), file, schema, metadataPrefix);
    }

    /** Schemas of all files, oldest first; without files the table's newest, for it has columns all the same. */
    List<TableSchema> schemas(TrackedTable table) {
        List<StagedFile> all = new ArrayList<>(copied);
        all.addAll(changes);
        if (all.isEmpty()) {
            return List.of(table.newestSchema());
        }
        return all.stream()
                .sorted(Comparator.comparingInt(file -> file.file().schemaVersion()))
                .map(StagedFile::schema)
                .distinct()
                .toList();
    }
}
