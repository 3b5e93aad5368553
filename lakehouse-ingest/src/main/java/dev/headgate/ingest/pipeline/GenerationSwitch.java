package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.delta.CommitConflictException;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.DeltaTransaction;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.ingest.staged.StagedReader;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the content of a table by a generation, or adds the generation to a table that keeps what it had, in one commit:
 * readers see the table before or after it, never between. One thread.
 */
final class GenerationSwitch {
    private final StagedReader reader;
    private final Destination destination;
    private final TrackedTable tracked;
    private final String metadataPrefix;

    GenerationSwitch(StagedReader reader, Destination destination, TrackedTable tracked, String metadataPrefix) {
        this.reader = reader;
        this.destination = destination;
        this.tracked = tracked;
        this.metadataPrefix = metadataPrefix;
    }

    /**
     * Switches, again and again while others commit to the table.
     *
     * @param generation what the table is to be
     * @param files all of it
     * @param lastEntry the last entry of these files
     * @param again whether the table is to be built again, whatever it has
     * @return null if the table has it already, or has no column yet
     */
    @Nullable
    TableResult apply(Generation generation, GenerationFiles files, long lastEntry, boolean again) throws IOException {
        if (tracked.schemas().isEmpty()) {
            return null;
        }
        while (true) {
            long begun = System.nanoTime();
            DeltaSnapshot loaded = destination.load(again ? 0 : tracked.committedEntry());
            long committed = committedEntry(loaded);
            if (committed >= lastEntry && !again) {
                tracked.committed(committed);
                return null;
            }
            try {
                return replace(generation, loaded, files, lastEntry, again, begun);
            } catch (CommitConflictException e) {
                // Somebody else committed: what is there now decides.
            }
        }
    }

    private TableResult replace(
            Generation generation,
            @Nullable DeltaSnapshot loaded,
            GenerationFiles files,
            long lastEntry,
            boolean again,
            long begun)
            throws IOException, CommitConflictException {
        List<TableSchema> schemas = files.schemas(tracked);
        WriteMode mode = destination.mode();
        DeltaSnapshot snapshot = loaded;
        if (snapshot == null) {
            SchemaEvolution first = new SchemaEvolution(null, true);
            StagedLayouts.place(schemas, first, mode, metadataPrefix);
            snapshot = destination.create(first);
        } else if (!again) {
            destination.requireMode(snapshot);
        }
        SchemaEvolution evolution = new SchemaEvolution(snapshot.schema(), true);
        StagedLayouts layouts = StagedLayouts.place(schemas, evolution, mode, metadataPrefix);
        List<Change> held = held(generation, files.changes(), committedEntry(loaded), again, layouts, evolution);
        if (held.stream().anyMatch(Change::hasUnrepresentable)
                || anyUnrepresentable(files.copied(), layouts, evolution)) {
            evolution.placeTexts(metadataPrefix + "unrepresentable");
        }
        long before = snapshot.rows();
        DeltaTransaction transaction = snapshot.begin(
                evolution, destination.applicationId(), lastEntry, again ? destination.properties() : Map.of());
        GenerationContent content =
                new GenerationContent(snapshot, evolution, layouts, mode, metadataPrefix, transaction, again);
        long written;
        try (CopiedRows copied = new CopiedRows(reader, files.copied(), layouts, evolution.schema())) {
            written = content.write(extent(generation), copied, held);
        }
        long version = transaction.commit();
        tracked.committed(lastEntry);
        return new TableResult(
                tracked.name(),
                version,
                written,
                content.replaces() ? before : 0,
                0,
                content.replaces(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private long committedEntry(@Nullable DeltaSnapshot snapshot) {
        return snapshot == null
                ? 0
                : snapshot.committed(destination.applicationId()).orElse(0);
    }

    private static Generation.Extent extent(Generation generation) {
        return Objects.requireNonNull(generation.extent(), "The generation is not complete");
    }

    /** The changes of the generation, in their order; for a log of changes those that the table does not have. */
    private List<Change> held(
            Generation generation,
            List<StagedFile> files,
            long committedEntry,
            boolean again,
            StagedLayouts layouts,
            SchemaEvolution evolution)
            throws IOException {
        boolean adds = destination.mode() == WriteMode.APPEND && !again;
        Generation.Extent extent = extent(generation);
        List<Change> held = new ArrayList<>();
        for (StagedFile file : files) {
            if (adds && file.entry() <= committedEntry) {
                continue;
            }
            reader.read(file, layouts.of(file), evolution.schema(), change -> {
                if (adds || extent.holds(change.position())) {
                    held.add(change);
                }
            });
        }
        return held;
    }

    private boolean anyUnrepresentable(List<StagedFile> files, StagedLayouts layouts, SchemaEvolution evolution)
            throws IOException {
        try (CopiedRows rows = new CopiedRows(reader, files, layouts, evolution.schema())) {
            while (rows.hasNext()) {
                if (rows.next().hasUnrepresentable()) {
                    return true;
                }
            }
            return false;
        }
    }
}
