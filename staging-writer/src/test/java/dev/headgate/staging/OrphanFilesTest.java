package dev.headgate.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.Durable;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.log.OpCounts;
import dev.headgate.staging.log.RowPosition;
import dev.headgate.staging.log.SchemaVersion;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.PendingFile;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanFilesTest {
    private static final Lineage LINEAGE = new Lineage("1", 1, "db", "slot", "pub");
    private static final TableName ORDERS = new TableName("lake", "sales", "orders");
    private static final TableName ITEMS = new TableName("lake", "sales", "items");
    private static final TableName OTHER_SOURCES = new TableName("lake", "sales", "customers");
    private static final int DEAD_WRITER = 1;
    private static final int WRITER = 2;

    @TempDir
    private Path root;

    private LocalStore store;
    private CommitLog log;

    @BeforeEach
    void a_writer_dies_with_files_that_no_entry_names() throws IOException {
        store = new LocalStore(root);
        log = CommitLog.open(store, "mfg");
        String committed = write(ORDERS, 1, DEAD_WRITER);
        log.publish(new EntryDraft(
                1,
                LINEAGE,
                0x100,
                0,
                null,
                null,
                List.of(file(committed)),
                List.of(new SchemaVersion(
                        ORDERS,
                        1,
                        1,
                        new TableSchema(List.of(new Column("id", Primitive.INT64, true, 1, null)), List.of("id")))),
                List.of()));
        // Made for entry 2, named by entry 3: an idle entry came between.
        String late = write(ORDERS, 2, DEAD_WRITER);
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of()));
        log.publish(new EntryDraft(1, LINEAGE, 0x300, 0, null, null, List.of(file(late)), List.of(), List.of()));
        write(ORDERS, 4, DEAD_WRITER);
        write(ITEMS, 4, DEAD_WRITER);
        write(OTHER_SOURCES, 1, DEAD_WRITER);
        log = CommitLog.open(store, "mfg");
    }

    @Test
    void only_files_behind_the_fence_that_no_entry_names_are_deleted() throws IOException {
        Durable fence = fence();
        String own = write(ORDERS, 5, WRITER);
        Files.writeString(root.resolve("lake/sales/orders/README.txt"), "put here by somebody");
        OrphanFiles.Deleted deleted = new OrphanFiles(store, log).deleteBehind(fence, Set.of(ITEMS));
        assertThat(deleted).isEqualTo(new OrphanFiles.Deleted(2, 6, 0));
        assertThat(dataFiles())
                .containsExactlyInAnyOrder(
                        path(ORDERS, 1, DEAD_WRITER),
                        path(ORDERS, 2, DEAD_WRITER),
                        own,
                        path(OTHER_SOURCES, 1, DEAD_WRITER),
                        "lake/sales/orders/README.txt");
    }

    @Test
    void temporary_files_of_the_sources_tables_are_deleted() throws IOException {
        Path orders = root.resolve("lake/sales/orders/g000001");
        Path customers = root.resolve("lake/sales/customers/g000001");
        Files.writeString(orders.resolve(".x.parquet.0badcafe.tmp"), "half");
        Files.writeString(customers.resolve(".x.parquet.0badcafe.tmp"), "half");
        assertThat(new OrphanFiles(store, log).deleteBehind(fence(), Set.of()).temporaryFiles())
                .isEqualTo(1);
        assertThat(orders.resolve(".x.parquet.0badcafe.tmp")).doesNotExist();
        assertThat(customers.resolve(".x.parquet.0badcafe.tmp")).exists();
    }

    @Test
    void temporary_files_of_the_log_are_deleted_and_those_of_consumers_left() throws IOException {
        Path entry = root.resolve("_headgate/mfg/log/.00000000000000000004.json.0badcafe.tmp");
        Path consumer = root.resolve("_headgate/mfg/consumers/.lake.json.0badcafe.tmp");
        Files.writeString(entry, "half");
        Files.createDirectories(consumer.getParent());
        Files.writeString(consumer, "being written by a consumer's own process");
        assertThat(new OrphanFiles(store, log).deleteBehind(fence(), Set.of()).temporaryFiles())
                .isEqualTo(1);
        assertThat(entry).doesNotExist();
        assertThat(consumer).exists();
    }

    @Test
    void without_a_fence_of_this_writer_nothing_is_deleted() {
        Durable found = Objects.requireNonNull(log.durable());
        assertThatThrownBy(() -> new OrphanFiles(store, log).deleteBehind(found, Set.of(ITEMS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Publish a fencing entry first");
        assertThat(root.resolve(path(ITEMS, 4, DEAD_WRITER))).exists();
    }

    @Test
    void the_next_start_looks_only_at_what_came_after() throws IOException {
        new OrphanFiles(store, log).deleteBehind(fence(), Set.of(ITEMS));
        assertThat(log.sweptThrough()).isEqualTo(4);
        write(ORDERS, 5, WRITER);
        log = CommitLog.open(store, "mfg");
        assertThat(new OrphanFiles(store, log)
                        .deleteBehind(fence(), Set.of(ITEMS))
                        .dataFiles())
                .isEqualTo(1);
        assertThat(log.sweptThrough()).isEqualTo(5);
        assertThat(root.resolve(path(ORDERS, 2, DEAD_WRITER))).exists();
    }

    @Test
    void a_damaged_mark_only_means_looking_at_everything_again() throws IOException {
        new OrphanFiles(store, log).deleteBehind(fence(), Set.of(ITEMS));
        store.replace("_headgate/mfg/swept.json", new byte[] {'{'});
        assertThat(log.sweptThrough()).isZero();
        assertThat(new OrphanFiles(store, log)
                        .deleteBehind(fence(), Set.of(ITEMS))
                        .dataFiles())
                .isZero();
        assertThat(root.resolve(path(ORDERS, 1, DEAD_WRITER))).exists();
        assertThat(log.sweptThrough()).isEqualTo(5);
    }

    private Durable fence() {
        return log.publish(EntryDraft.ofEvents(1, LINEAGE, log.state().throughLsn(), List.of()));
    }

    private List<String> dataFiles() throws IOException {
        return store.list("lake").stream().map(StoredFile::path).toList();
    }

    private String write(TableName table, long entry, int writer) throws IOException {
        String path = path(table, entry, writer);
        try (PendingFile file = store.create(path)) {
            file.write(new byte[] {1, 2, 3}, 0, 3);
            file.publish();
        }
        return path;
    }

    private static String path(TableName table, long entry, int writer) {
        return new DataFileName(0x80, entry, 0, writer).path(table, 1);
    }

    private static DataFile file(String path) {
        return new DataFile(
                path,
                FileKind.CDC,
                ORDERS,
                1,
                1,
                1,
                new OpCounts(1, 0, 0, 0, 0),
                3,
                new RowPosition(0x80, 1),
                new RowPosition(0x80, 1),
                0);
    }
}
