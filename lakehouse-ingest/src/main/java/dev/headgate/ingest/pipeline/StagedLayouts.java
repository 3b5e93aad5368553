package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableSchema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the columns of each staged schema stand in the destination, and where its key does. */
final class StagedLayouts {
    private final Map<TableSchema, int[]> ordinals = new HashMap<>();
    private int @Nullable [] keyOrdinals;

    private StagedLayouts() {}

    /**
     * Makes room in the destination.
     *
     * @param schemas in the order in which they came up
     * @param metadataPrefix of the columns that the mode adds
     */
    static StagedLayouts place(
            List<TableSchema> schemas, SchemaEvolution evolution, WriteMode mode, String metadataPrefix) {
        StagedLayouts layouts = new StagedLayouts();
        for (TableSchema schema : schemas) {
            if (!layouts.ordinals.containsKey(schema)) {
                int[] placed = evolution.place(schema);
                layouts.ordinals.put(schema, placed);
                layouts.takeKey(schema, placed);
            }
        }
        ModeColumns.place(mode, evolution, metadataPrefix);
        return layouts;
    }

    private void takeKey(TableSchema schema, int[] placed) {
        List<String> names = schema.columns().stream().map(Column::name).toList();
        int[] key = schema.key().stream()
                .mapToInt(name -> placed[names.indexOf(name)])
                .toArray();
        int[] before = keyOrdinals;
        if (before != null && !Arrays.equals(before, key)) {
            throw new IngestException(
                    IngestErrorCode.SCHEMA_INCOMPATIBLE,
                    "The table's key changed in the middle of a generation",
                    Map.of());
        }
        keyOrdinals = key;
    }

    /** For each column of the file, its ordinal in the destination. */
    int[] of(StagedFile file) {
        int[] placed = ordinals.get(file.schema());
        if (placed == null) {
            throw new IllegalStateException("No layout for " + file.file().path());
        }
        return placed;
    }

    /** Ordinals of the key columns in the destination; empty for a table without key. */
    int[] keyOrdinals() {
        int[] key = keyOrdinals;
        return key == null ? new int[0] : key.clone();
    }
}
