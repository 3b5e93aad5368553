package dev.headgate.acceptance;

import dev.headgate.ingest.delta.DeltaSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The live rows of Delta tables. */
final class DeltaRows {

    private DeltaRows() {}

    /** The cells of each row as texts; nothing without a table. */
    static Stream<List<String>> of(Path table, List<String> columns) throws IOException {
        DeltaSnapshot snapshot = DeltaSnapshot.load(table);
        List<List<String>> rows = new ArrayList<>();
        if (snapshot != null) {
            int[] ordinals =
                    columns.stream().mapToInt(snapshot.columns()::indexOf).toArray();
            for (DeltaSnapshot.DataFile file : snapshot.files()) {
                snapshot.read(
                        file,
                        ordinals,
                        (index, cells) ->
                                rows.add(Stream.of(cells).map(String::valueOf).toList()));
            }
        }
        return rows.stream();
    }
}
