package dev.headgate.ingest.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.kernel.engine.Engine;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

final class CompactionTest {
    private final Engine engine = LocalDelta.engine();

    @TempDir
    private Path directory;

    @BeforeEach
    void create() throws IOException {
        DeltaSnapshot.create(engine, directory, new StructType().add("id", LongType.LONG), Map.of());
    }

    private DeltaSnapshot load() throws IOException {
        return Objects.requireNonNull(DeltaSnapshot.load(engine, directory));
    }

    private DeltaTransaction begin(DeltaSnapshot snapshot) {
        return snapshot.begin(new SchemaEvolution(snapshot.schema(), false), "test", snapshot.version(), Map.of());
    }

    private void append(long first, int count) throws IOException, CommitConflictException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (long id = first; id < first + count; id++) {
            rows.add(new @Nullable Object[] {id});
        }
        DeltaTransaction transaction = begin(load());
        transaction.append(rows.iterator());
        transaction.commit();
    }

    private List<Long> ids() throws IOException {
        List<Long> ids = new ArrayList<>();
        DeltaSnapshot snapshot = load();
        for (DeltaSnapshot.DataFile file : snapshot.files()) {
            snapshot.read(file, new int[] {0}, (row, cells) -> ids.add((Long) Objects.requireNonNull(cells[0])));
        }
        return ids.stream().sorted().toList();
    }

    @Test
    void seven_files_stay_and_the_eighth_makes_one_of_them() throws Exception {
        for (int file = 0; file < 7; file++) {
            append(file, 1);
        }
        assertThat(new Compaction(engine, directory).run()).isNull();
        append(7, 1);

        Compaction.Result result = Objects.requireNonNull(new Compaction(engine, directory).run());

        assertThat(result.files()).isEqualTo(8);
        assertThat(load().files()).hasSize(1);
        assertThat(ids()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void a_file_with_many_deleted_rows_is_written_again_without_them() throws Exception {
        append(0, 10);
        DeltaSnapshot snapshot = load();
        DeltaTransaction transaction = begin(snapshot);
        transaction.delete(snapshot.files().get(0), RoaringBitmap.bitmapOf(1, 2, 3, 9));
        transaction.commit();

        Compaction.Result result = Objects.requireNonNull(new Compaction(engine, directory).run());

        assertThat(result.rows()).isEqualTo(6);
        assertThat(load().deletedRows(load().files().get(0)).isEmpty()).isTrue();
        assertThat(ids()).containsExactly(0L, 4L, 5L, 6L, 7L, 8L);
        assertThat(new Compaction(engine, directory).run()).isNull();
    }

    @Test
    void a_commit_that_came_between_is_not_undone() throws Exception {
        for (int file = 0; file < 8; file++) {
            append(file, 1);
        }
        DeltaSnapshot stale = load();
        DeltaSnapshot newest = load();
        DeltaTransaction transaction = begin(newest);
        transaction.delete(newest.files().get(0), RoaringBitmap.bitmapOf(0));
        transaction.commit();
        List<Long> expected = ids();

        assertThatThrownBy(() -> Compaction.rewrite(stale, Compaction.select(stale)))
                .isInstanceOf(CommitConflictException.class);
        new Compaction(engine, directory).run();

        assertThat(expected).hasSize(7);
        assertThat(ids()).isEqualTo(expected);
    }
}
