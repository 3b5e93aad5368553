package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.schema.TableName;
import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Delta table that one staged table goes to.
 *
 * @param engine Kernel's
 * @param table staged table
 * @param directory of the Delta table
 * @param applicationId under which entries of this log are recorded in the table: {@code headgate:PIPELINE:SOURCE:LOG_ID}
 * @param owner what the table's property says whose it is: {@code SOURCE:CATALOG.SCHEMA.TABLE}, as staged. All tables of a
 *     source have one application id, so it cannot tell two that got the same name.
 * @param mode how it is written; recorded in the table
 */
record Destination(Engine engine, TableName table, Path directory, String applicationId, String owner, WriteMode mode) {
    private static final String OWNER = "headgate.table";
    private static final String MODE = "headgate.mode";

    /**
     * The table now; null if there is none.
     *
     * @param committedEntry what this pipeline has committed to it, as far as it remembers
     * @throws IngestException the table is somebody else's, or an earlier version than was committed
     */
    @Nullable
    DeltaSnapshot load(long committedEntry) throws IOException {
        DeltaSnapshot snapshot = DeltaSnapshot.load(engine, directory);
        String found = snapshot == null ? null : snapshot.properties().get(OWNER);
        if (found != null && !found.equals(owner)) {
            throw failure(IngestErrorCode.TABLE_FOREIGN, "The table is that of " + found);
        }
        long entry = snapshot == null ? 0 : snapshot.committed(applicationId).orElse(0);
        if (entry < committedEntry) {
            throw failure(
                    IngestErrorCode.TABLE_BEHIND,
                    "The table has entry " + entry + ", and entry " + committedEntry + " was committed to it");
        }
        if (snapshot != null && entry == 0 && !snapshot.files().isEmpty()) {
            throw failure(IngestErrorCode.TABLE_FOREIGN, "The table has rows that this log did not bring");
        }
        return snapshot;
    }

    /** @throws IngestException it was written in another mode */
    void requireMode(DeltaSnapshot snapshot) {
        String written = snapshot.properties().getOrDefault(MODE, ModeColumns.name(WriteMode.MERGE));
        if (!written.equals(ModeColumns.name(mode))) {
            throw failure(
                    IngestErrorCode.MODE_CHANGED,
                    "The table was written in mode " + written + ", and the configuration says "
                            + ModeColumns.name(mode));
        }
    }

    /** What the table says of itself. */
    Map<String, String> properties() {
        return Map.of(OWNER, owner, MODE, ModeColumns.name(mode));
    }

    /** The table with these columns, created now. */
    DeltaSnapshot create(SchemaEvolution evolution) throws IOException {
        DeltaSnapshot.create(engine, directory, evolution.schema(), properties());
        DeltaSnapshot created = load(0);
        if (created == null) {
            throw new IOException("The table in " + directory + " is gone right after it was created");
        }
        return created;
    }

    private IngestException failure(IngestErrorCode code, String what) {
        return new IngestException(code, what, Map.of("table", table.toString(), "file", directory.toString()));
    }
}
