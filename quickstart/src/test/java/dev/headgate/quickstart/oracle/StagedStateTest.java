package dev.headgate.quickstart.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedStateTest {

    private static final String ROWS = "SELECT * FROM (VALUES ";
    private static final String COLUMNS = ") AS t(id, body, n, op, lsn, ord, unchanged, old_key)";
    private static final String NO_KEY_CHANGE = "NULL::STRUCT(id INTEGER)";

    @TempDir
    Path root;

    @Test
    void inserts_updates_deletes_and_key_changes_fold_to_the_last_state() {
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(200, rows(insert(1, "a", 100, 1), insert(2, "b", 100, 2), insert(3, "c", 110, 1)))
                .entry(
                        300,
                        rows(
                                "(1, 'A', 7, 'u', 210, 1, NULL, " + NO_KEY_CHANGE + ")",
                                delete(2, 210, 2),
                                delete(3, 220, 1),
                                "(30, 'c', 0, 'c', 220, 2, NULL, {'id': 3})"));
        try (StagedState state = staging.read()) {
            state.verify();
            assertThat(text(state, 1))
                    .containsExactly(List.of("1", "a", "0"), List.of("2", "b", "0"), List.of("3", "c", "0"));
            assertThat(text(state, 2)).containsExactly(List.of("1", "A", "7"), List.of("30", "c", "0"));
            assertThat(state.throughLsn()).isEqualTo(300);
            assertThat(StagedState.durableLsn(root, "src")).isEqualTo(300);
        }
    }

    @Test
    void an_absent_column_takes_the_earlier_value_through_any_number_of_key_changes() {
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(200, rows(insert(1, "big", 100, 1), insert(9, "other", 100, 2)))
                .entry(
                        300,
                        rows(
                                "(1, NULL, 1, 'u', 210, 1, ['body'], " + NO_KEY_CHANGE + ")",
                                delete(1, 220, 1),
                                "(2, NULL, 2, 'c', 220, 2, ['body'], {'id': 1})",
                                insert(1, "second", 220, 3),
                                delete(2, 230, 1),
                                "(3, NULL, 3, 'c', 230, 2, ['body'], {'id': 2})",
                                "(3, NULL, 4, 'u', 240, 1, ['body'], " + NO_KEY_CHANGE + ")",
                                "(9, NULL, 5, 'u', 240, 2, NULL, " + NO_KEY_CHANGE + ")"));
        try (StagedState state = staging.read()) {
            state.verify();
            assertThat(text(state, 2))
                    .containsExactly(
                            List.of("1", "second", "0"), List.of("3", "big", "4"), Arrays.asList("9", null, "5"));
        }
    }

    @Test
    void keys_that_are_swapped_through_a_temporary_key_keep_their_own_absent_values() {
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(200, rows(insert(1, "one", 100, 1), insert(2, "two", 100, 2)))
                .entry(
                        300,
                        rows(
                                delete(1, 210, 1),
                                "(-1, NULL, 0, 'c', 210, 2, ['body'], {'id': 1})",
                                delete(2, 210, 3),
                                "(1, NULL, 0, 'c', 210, 4, ['body'], {'id': 2})",
                                delete(-1, 210, 5),
                                "(2, NULL, 0, 'c', 210, 6, ['body'], {'id': -1})"));
        try (StagedState state = staging.read()) {
            state.verify();
            assertThat(text(state, 2)).containsExactly(List.of("1", "two", "0"), List.of("2", "one", "0"));
        }
    }

    @Test
    void a_truncate_empties_the_table_and_later_rows_stay() {
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(200, rows(insert(1, "a", 100, 1), insert(2, "b", 100, 2)))
                .entry(
                        300,
                        rows(
                                "(NULL, NULL, NULL, 't', 210, 1, NULL, " + NO_KEY_CHANGE + ")",
                                insert(2, "again", 210, 2)));
        try (StagedState state = staging.read()) {
            state.verify();
            assertThat(text(state, 2)).containsExactly(List.of("2", "again", "0"));
        }
    }

    @Test
    void without_a_key_rows_are_a_bag_with_duplicates_and_nulls() {
        StagingByHand staging = new StagingByHand(root)
                .entry(
                        200,
                        rows(
                                insert(1, "a", 100, 1),
                                insert(1, "a", 100, 2),
                                insert(1, "a", 100, 3),
                                "(NULL, NULL, NULL, 'c', 100, 4, NULL, " + NO_KEY_CHANGE + ")",
                                "(1, 'a', 0, 'd', 110, 1, NULL, " + NO_KEY_CHANGE + ")"));
        try (StagedState state = staging.read()) {
            state.verify();
            assertThat(text(state, 1)).hasSize(3).contains(List.of("1", "a", "0"));
        }
    }

    @Test
    void a_row_that_is_staged_twice_is_rejected() {
        assertRejected(
                new StagingByHand(root, "id")
                        .entry(200, rows(insert(1, "a", 100, 1)))
                        .entry(300, rows(insert(1, "a", 100, 1))),
                "position that appears twice",
                "more than one entry",
                "outside the LSNs");
    }

    @Test
    void a_lost_insert_is_rejected_when_its_key_changes() {
        assertRejected(
                new StagingByHand(root, "id")
                        .entry(200, rows(insert(1, "a", 100, 1)))
                        .entry(300, rows("(2, 'b', 1, 'u', 210, 1, NULL, " + NO_KEY_CHANGE + ")")),
                "cannot follow");
    }

    @Test
    void a_lost_row_inside_a_transaction_is_rejected() {
        assertRejected(
                new StagingByHand(root, "id").entry(200, rows(insert(1, "a", 100, 1), insert(3, "c", 100, 3))),
                "gap in its ordinals");
    }

    @Test
    void rows_out_of_order_are_rejected() {
        assertRejected(
                new StagingByHand(root, "id").entry(200, rows(insert(2, "b", 110, 1), insert(1, "a", 100, 1))),
                "out of order");
    }

    @Test
    void a_transaction_beyond_its_entry_is_rejected() {
        assertRejected(new StagingByHand(root, "id").entry(200, rows(insert(1, "a", 200, 1))), "outside the LSNs");
    }

    @Test
    void a_delete_that_is_lost_before_the_key_comes_again_is_rejected() {
        assertRejected(
                new StagingByHand(root, "id").entry(200, rows(insert(1, "a", 100, 1), insert(1, "b", 110, 1))),
                "cannot follow");
    }

    @Test
    void a_key_change_without_the_delete_of_its_old_key_is_rejected() {
        assertRejected(
                new StagingByHand(root, "id")
                        .entry(
                                200,
                                rows(
                                        insert(1, "a", 100, 1),
                                        delete(1, 110, 1),
                                        "(2, 'a', 0, 'c', 110, 2, NULL, {'id': 7})")),
                "key change without the delete");
    }

    @Test
    void an_insert_with_absent_columns_is_rejected() {
        assertRejected(
                new StagingByHand(root, "id")
                        .entry(200, rows("(1, NULL, 0, 'c', 100, 1, ['body'], " + NO_KEY_CHANGE + ")")),
                "leaves columns out");
    }

    @Test
    void deleting_more_copies_than_there_are_is_rejected() {
        assertRejected(
                new StagingByHand(root)
                        .entry(
                                200,
                                rows(insert(1, "a", 100, 1), "(1, 'x', 0, 'd', 110, 1, NULL, " + NO_KEY_CHANGE + ")")),
                "more deletes than inserts");
    }

    @Test
    void wrong_counts_sizes_and_checksums_are_rejected() {
        assertRejected(
                new StagingByHand(root, "id").entry(200, rows(insert(1, "a", 100, 1)), node -> {
                    ObjectNode file = (ObjectNode) node.path("files").path(0);
                    file.put("rows", 2).put("bytes", 1).put("crc32c", "0");
                }),
                "not those that its entry counts",
                "bytes instead of 1",
                "checksum");
    }

    @Test
    void a_broken_chain_is_rejected() {
        assertRejected(
                new StagingByHand(root, "id")
                        .entry(200, rows(insert(1, "a", 100, 1)))
                        .entry(
                                300,
                                rows(insert(2, "a", 210, 1)),
                                node -> node.put("previous", "x")
                                        .put("log_id", "y")
                                        .put("from_lsn", "0/7F")),
                "previous is \"x\"",
                "log_id is \"y\"",
                "from_lsn 0/7F is not the through_lsn before it, 0/C8");
    }

    @Test
    void a_missing_entry_and_a_missing_file_are_rejected() throws IOException {
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(200, rows(insert(1, "a", 100, 1)))
                .entry(300, rows(insert(2, "a", 210, 1)))
                .entry(400, rows(insert(3, "a", 310, 1)));
        Files.delete(root.resolve("_headgate/src/log/00000000000000000002.json"));
        assertRejected(staging, "entry 2 is missing");
        Files.delete(root.resolve("db/public/items/g000001/3.parquet"));
        assertRejected(staging, "no file db/public/items/g000001/3.parquet");
    }

    private static void assertRejected(StagingByHand staging, String... problems) {
        try (StagedState state = staging.read()) {
            assertThatThrownBy(state::verify)
                    .isInstanceOf(StagedStateException.class)
                    .hasMessageContainingAll(problems);
        }
    }

    private static List<List<@Nullable String>> text(StagedState state, long entry) {
        try (FoldedTable folded = Objects.requireNonNull(state.fold(StagingByHand.ITEMS, entry))) {
            return folded.toText();
        }
    }

    private static String rows(String... rows) {
        return ROWS + String.join(", ", rows) + COLUMNS;
    }

    private static String insert(int id, String body, long lsn, int ordinal) {
        return "(" + id + ", '" + body + "', 0, 'c', " + lsn + ", " + ordinal + ", NULL, " + NO_KEY_CHANGE + ")";
    }

    private static String delete(int id, long lsn, int ordinal) {
        return "(" + id + ", NULL, NULL, 'd', " + lsn + ", " + ordinal + ", NULL, " + NO_KEY_CHANGE + ")";
    }
}
