package dev.headgate.staging.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class LocalStoreTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "other".getBytes(StandardCharsets.UTF_8);
    private static final String NO_SPACE = "No space left on device";

    @TempDir
    Path root;

    private RecordingDisk disk;
    private LocalStore store;

    @BeforeEach
    void openStore() throws IOException {
        root = root.toRealPath();
        disk = new RecordingDisk(root);
        store = new LocalStore(root, disk);
    }

    private void writeAndPublish(String path) throws IOException {
        try (PendingFile file = store.create(path)) {
            file.write(CONTENT, 0, CONTENT.length);
            file.publish();
        }
    }

    private List<Path> filesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    private List<String> listed() throws IOException {
        return store.list("").stream().map(StoredFile::path).toList();
    }

    @Test
    void data_file_is_forced_then_named_then_its_directories_are_forced() throws IOException {
        writeAndPublish("a/b/f.parquet");
        assertThat(disk.calls())
                .containsExactly(
                        "mkdir a",
                        "mkdir a/b",
                        "create a/b/.f.parquet.tmp",
                        "write a/b/.f.parquet.tmp",
                        "force a/b/.f.parquet.tmp",
                        "link a/b/f.parquet",
                        "delete a/b/.f.parquet.tmp",
                        "forceDirectory a/b",
                        "forceDirectory a",
                        "forceDirectory /");
    }

    @Test
    void a_root_that_did_not_exist_is_durable_once_the_store_is_open() throws IOException {
        new LocalStore(root.resolve("var/staging"), disk);
        assertThat(disk.calls()).containsExactly("forceDirectory /", "forceDirectory var");
    }

    @Test
    void known_durable_parents_are_not_forced_again() throws IOException {
        writeAndPublish("a/b/f.parquet");
        disk.clear();
        writeAndPublish("a/c/g.parquet");
        assertThat(disk.calls())
                .endsWith("delete a/c/.g.parquet.tmp", "forceDirectory a/c", "forceDirectory a")
                .doesNotContain("forceDirectory /");
    }

    @Test
    void parent_made_by_an_earlier_process_is_forced_once_more() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        writeAndPublish("a/b/f.parquet");
        assertThat(disk.calls()).endsWith("forceDirectory a/b", "forceDirectory a", "forceDirectory /");
    }

    @Test
    void entry_is_forced_then_linked_then_its_directory_is_forced() throws IOException {
        assertThat(store.createIfAbsent("log/1.json", CONTENT)).isEqualTo(CreateOutcome.CREATED);
        assertThat(disk.calls())
                .containsExactly(
                        "mkdir log",
                        "create log/.1.json.tmp",
                        "write log/.1.json.tmp",
                        "force log/.1.json.tmp",
                        "link log/1.json",
                        "delete log/.1.json.tmp",
                        "forceDirectory log",
                        "forceDirectory /");
    }

    @Test
    void entry_that_exists_is_not_touched_but_its_name_is_made_durable() throws IOException {
        assertThat(store.createIfAbsent("log/1.json", CONTENT)).isEqualTo(CreateOutcome.CREATED);
        disk.clear();
        assertThat(store.createIfAbsent("log/1.json", OTHER)).isEqualTo(CreateOutcome.EXISTS);
        assertThat(store.read("log/1.json")).isEqualTo(CONTENT);
        assertThat(disk.calls()).endsWith("forceDirectory log");
        assertThat(filesOnDisk()).containsExactly(Path.of("log/1.json"));
    }

    @Test
    void of_many_creators_of_one_name_exactly_one_wins_and_its_content_stands() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (LocalStore plain = new LocalStore(root)) {
            for (int round = 0; round < 50; round++) {
                String path = "race/" + round;
                List<Callable<Boolean>> racers = new ArrayList<>();
                for (int racer = 0; racer < 4; racer++) {
                    byte[] content = Integer.toString(racer).repeat(1000).getBytes(StandardCharsets.UTF_8);
                    racers.add(() -> plain.createIfAbsent(path, content) == CreateOutcome.CREATED);
                }
                int winner = -1;
                List<Future<Boolean>> outcomes = threads.invokeAll(racers);
                for (int racer = 0; racer < 4; racer++) {
                    if (outcomes.get(racer).get()) {
                        assertThat(winner).isEqualTo(-1);
                        winner = racer;
                    }
                }
                assertThat(plain.read(path))
                        .asString()
                        .isEqualTo(Integer.toString(winner).repeat(1000));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void publishing_never_replaces_a_file() throws IOException {
        store.createIfAbsent("f", OTHER);
        assertThatThrownBy(() -> writeAndPublish("f")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(store.read("f")).isEqualTo(OTHER);
        assertThat(filesOnDisk()).containsExactly(Path.of("f"));
    }

    @Test
    void replacing_forces_the_new_content_before_it_takes_the_name() throws IOException {
        store.replace("c/x.json", OTHER);
        disk.clear();
        store.replace("c/x.json", CONTENT);
        assertThat(store.read("c/x.json")).isEqualTo(CONTENT);
        assertThat(disk.calls())
                .containsExactly(
                        "create c/.x.json.tmp",
                        "write c/.x.json.tmp",
                        "force c/.x.json.tmp",
                        "rename c/x.json",
                        "forceDirectory c");
    }

    @Test
    void pending_file_is_seen_by_nobody_and_discarding_removes_it() throws IOException {
        PendingFile file = store.create("a/f");
        file.write(CONTENT, 0, 7);
        assertThat(file.position()).isEqualTo(7);
        assertThat(listed()).isEmpty();
        file.discard();
        file.close();
        assertThat(filesOnDisk()).isEmpty();
        assertThatThrownBy(file::publish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void process_that_dies_at_any_call_of_publishing_leaves_all_or_nothing_visible() throws IOException {
        for (int call = 0; call < 11; call++) {
            Path each = Files.createDirectory(root.resolve("die" + call));
            RecordingDisk dying = new RecordingDisk(each);
            dying.dieAt(call);
            boolean returned = true;
            try (LocalStore doomed = new LocalStore(each, dying);
                    PendingFile file = doomed.create("a/b/f")) {
                file.write(CONTENT, 0, CONTENT.length);
                file.publish();
            } catch (IOException e) {
                returned = false;
            }
            List<String> calls = dying.calls();
            boolean linkedBefore = calls.contains("link a/b/f") && calls.indexOf("link a/b/f") < call;
            try (LocalStore next = new LocalStore(each)) {
                assertThat(next.list("").stream().map(StoredFile::path).toList())
                        .as("died at call " + call + " of " + calls)
                        .isEqualTo(linkedBefore ? List.of("a/b/f") : List.of());
                if (linkedBefore) {
                    assertThat(next.read("a/b/f")).isEqualTo(CONTENT);
                    assertThat(calls.indexOf("force a/b/.f.tmp")).isLessThan(calls.indexOf("link a/b/f"));
                }
                next.deleteLeftovers("");
                assertThat(next.deleteLeftovers("")).isZero();
            }
            assertThat(returned).isEqualTo(call == 10);
        }
    }

    @Test
    void failing_call_of_a_create_is_never_reported_as_created() throws IOException {
        for (int call = 0; call < 8; call++) {
            Path each = Files.createDirectory(root.resolve("fail" + call));
            RecordingDisk failing = new RecordingDisk(each);
            failing.failAt(call, "Input/output error");
            try (LocalStore doomed = new LocalStore(each, failing)) {
                assertThatThrownBy(() -> doomed.createIfAbsent("log/1", CONTENT))
                        .as("failed at call " + failing.calls())
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(StoreFullException.class);
            }
        }
    }

    @Test
    void full_disk_is_recognised_at_every_call_that_needs_space() throws IOException {
        for (int call : new int[] {0, 1, 2, 3, 4, 6}) {
            Path each = Files.createDirectory(root.resolve("full" + call));
            RecordingDisk full = new RecordingDisk(each);
            full.failAt(call, NO_SPACE);
            try (LocalStore doomed = new LocalStore(each, full)) {
                assertThatThrownBy(() -> doomed.createIfAbsent("log/1", CONTENT))
                        .as("calls " + full.calls())
                        .isInstanceOf(StoreFullException.class)
                        .hasMessageContaining("log/1");
            }
        }
    }

    @Test
    void create_works_again_after_space_was_made_and_leaves_no_temporary_file() throws IOException {
        store.createIfAbsent("log/0", CONTENT);
        disk.clear();
        disk.failAt(1, NO_SPACE);
        assertThatThrownBy(() -> store.createIfAbsent("log/1", CONTENT)).isInstanceOf(StoreFullException.class);
        assertThat(store.createIfAbsent("log/1", CONTENT)).isEqualTo(CreateOutcome.CREATED);
        assertThat(filesOnDisk()).containsExactly(Path.of("log/0"), Path.of("log/1"));
    }

    @Test
    void create_whose_answer_was_lost_is_found_to_exist_when_repeated() throws IOException {
        disk.failAfterEffectAt(4, "Input/output error");
        assertThatThrownBy(() -> store.createIfAbsent("log/1", CONTENT)).isInstanceOf(IOException.class);
        assertThat(disk.calls()).endsWith("link log/1", "delete log/.1.tmp");
        assertThat(store.createIfAbsent("log/1", CONTENT)).isEqualTo(CreateOutcome.EXISTS);
        assertThat(store.read("log/1")).isEqualTo(CONTENT);
    }

    @Test
    void failed_force_of_a_file_is_not_retried_and_the_file_is_discarded() throws IOException {
        disk.failAt(3, "Input/output error");
        PendingFile file = store.create("a/f");
        file.write(CONTENT, 0, 7);
        assertThatThrownBy(file::publish).hasMessageContaining("Input/output error");
        assertThatThrownBy(file::publish).isInstanceOf(IllegalStateException.class);
        assertThat(disk.calls().stream().filter("force a/.f.tmp"::equals)).hasSize(1);
        assertThat(filesOnDisk()).isEmpty();
    }

    @Test
    void directory_that_could_not_be_forced_for_lack_of_space_takes_files_again() throws IOException {
        disk.failAt(7, NO_SPACE);
        assertThatThrownBy(() -> writeAndPublish("a/b/f.parquet")).isInstanceOf(StoreFullException.class);
        assertThat(disk.calls()).endsWith("forceDirectory a/b");
        writeAndPublish("a/b/g.parquet");
        assertThat(listed()).contains("a/b/g.parquet");
    }

    @Test
    void directory_whose_force_failed_takes_no_more_files() throws IOException {
        store.createIfAbsent("log/0", CONTENT);
        disk.clear();
        disk.failAt(5, "Input/output error");
        assertThatThrownBy(() -> store.createIfAbsent("log/1", CONTENT)).hasMessage("Input/output error");
        assertThatThrownBy(() -> store.createIfAbsent("log/1", CONTENT))
                .isInstanceOf(DirectoryInDoubtException.class)
                .hasMessage("log/1: an earlier force of its directory failed, so what is durable there is unknown."
                        + " Check the disk (dmesg), then restart the gateway");
        assertThatThrownBy(() -> store.createIfAbsent("log/2", CONTENT)).isInstanceOf(DirectoryInDoubtException.class);
        assertThat(disk.calls().stream().filter("forceDirectory log"::equals)).hasSize(1);
    }

    @Test
    void write_after_a_failed_write_is_refused() throws IOException {
        disk.failAt(2, NO_SPACE);
        try (PendingFile file = store.create("a/f")) {
            assertThatThrownBy(() -> file.write(CONTENT, 0, 7)).isInstanceOf(StoreFullException.class);
            assertThatThrownBy(() -> file.write(CONTENT, 0, 7)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(file::publish).isInstanceOf(IllegalStateException.class);
        }
        assertThat(filesOnDisk()).isEmpty();
    }

    @Test
    void leftovers_of_a_crash_are_not_listed_and_can_be_deleted() throws IOException {
        writeAndPublish("a/f");
        Files.write(root.resolve("a/.g.0123abcd.tmp"), OTHER);
        assertThat(listed()).containsExactly("a/f");
        assertThat(store.deleteLeftovers("a")).isEqualTo(1);
        assertThat(filesOnDisk()).containsExactly(Path.of("a/f"));
    }

    @Test
    void listing_is_recursive_ordered_and_limited_to_its_directory() throws IOException {
        for (String path : List.of("a/z/1", "a/b/2", "a/3", "ab/4")) {
            store.createIfAbsent(path, CONTENT);
        }
        assertThat(store.list("a").stream().map(StoredFile::path)).containsExactly("a/3", "a/b/2", "a/z/1");
        assertThat(store.list("a").get(0).bytes()).isEqualTo(CONTENT.length);
        assertThat(store.list("absent")).isEmpty();
    }

    @Test
    void deleting_an_absent_file_is_fine() throws IOException {
        store.createIfAbsent("a/f", CONTENT);
        store.delete("a/f");
        store.delete("a/f");
        store.delete("nowhere/f");
        assertThatThrownBy(() -> store.read("a/f")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void forcing_a_directory_makes_its_names_and_its_own_name_durable() throws IOException {
        Files.createDirectories(root.resolve("x/log"));
        store.forceDirectory("x/log");
        store.forceDirectory("absent");
        assertThat(disk.calls()).containsExactly("forceDirectory x/log", "forceDirectory x", "forceDirectory /");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/x", "../x", "a/../x", "a//x", "a/", ".", "a/.hidden", "a\\x", "a/\0"})
    void path_that_is_not_plain_is_refused(String path) {
        assertThatThrownBy(() -> store.create(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.read(path)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_root_that_is_a_symbolic_link_is_followed(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("staging"), root);
        try (LocalStore linked = new LocalStore(link)) {
            linked.replace("a/f", CONTENT);
        }
        assertThat(root.resolve("a/f")).hasBinaryContent(CONTENT);
    }

    @Test
    void symbolic_links_out_of_the_root_are_not_followed(@TempDir Path outside) throws IOException {
        Files.write(outside.resolve("secret"), OTHER);
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("secret"), outside.resolve("secret"));
        assertThatThrownBy(() -> store.createIfAbsent("out/x", CONTENT)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> writeAndPublish("out/y")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> store.read("out/secret")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> store.delete("out/secret")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> store.list("out")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> store.tryLock("out/lock")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> store.read("secret")).isInstanceOf(IOException.class);
        assertThat(listed()).isEmpty();
        store.replace("secret", CONTENT);
        assertThat(Files.readAllBytes(outside.resolve("secret"))).isEqualTo(OTHER);
        assertThat(outside.toFile().list()).containsExactly("secret");
    }

    @Test
    void lock_has_one_holder_until_it_is_closed() throws IOException {
        try (LocalStore second = new LocalStore(root)) {
            StoreLock lock = store.tryLock("a/lock");
            assertThat(lock).isNotNull();
            assertThat(store.tryLock("a/lock")).isNull();
            assertThat(second.tryLock("a/lock")).isNull();
            java.util.Objects.requireNonNull(lock).close();
            lock.close();
            StoreLock again = java.util.Objects.requireNonNull(second.tryLock("a/lock"));
            assertThat(store.tryLock("a/lock")).isNull();
            again.close();
        }
    }

    @Test
    void address_of_a_file_keeps_percent_signs_of_its_parts() {
        assertThat(store.uri("a%2Fb/f")).isEqualTo("file://" + root + "/a%252Fb/f");
    }

    @Test
    void address_of_the_store_is_that_of_its_root() {
        assertThat(store.uri("")).isEqualTo("file://" + root + "/");
    }

    @Test
    void usable_space_is_known() throws IOException {
        assertThat(store.usableBytes()).isPositive();
    }
}
