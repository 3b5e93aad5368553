package dev.headgate.gateway.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.Durable;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.store.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFrontierTest {
    private static final Lineage LINEAGE = new Lineage("7301234567890123456", 1, "db", "slot", "publication");

    private CommitLog log;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        log = CommitLog.open(new LocalStore(root), "source");
    }

    @Test
    void it_stands_where_the_newest_published_entry_ends() {
        DurableFrontier frontier = new DurableFrontier(publish(1, 0x100));
        assertThat(frontier.lsn()).isEqualTo(0x100);
        frontier.advance(publish(1, 0x200));
        assertThat(frontier.lsn()).isEqualTo(0x200);
        assertThat(frontier.latest().entry()).isEqualTo(2);
    }

    @Test
    void an_older_proof_does_not_move_it_back() {
        Durable first = publish(1, 0x100);
        Durable second = publish(1, 0x200);
        DurableFrontier frontier = new DurableFrontier(second);
        assertThatThrownBy(() -> frontier.advance(first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> frontier.advance(second)).isInstanceOf(IllegalArgumentException.class);
        assertThat(frontier.lsn()).isEqualTo(0x200);
    }

    @Test
    void an_entry_of_events_alone_repeats_the_position() {
        DurableFrontier frontier = new DurableFrontier(publish(1, 0x100));
        frontier.advance(publish(1, 0x100));
        assertThat(frontier.lsn()).isEqualTo(0x100);
        assertThat(frontier.latest().entry()).isEqualTo(2);
    }

    @Test
    void the_position_is_unsigned() {
        DurableFrontier frontier = new DurableFrontier(publish(1, Long.MAX_VALUE));
        frontier.advance(publish(1, Long.MIN_VALUE));
        assertThat(frontier.lsn()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void a_new_epoch_may_start_lower() {
        DurableFrontier frontier = new DurableFrontier(publish(1, 0x200));
        frontier.advance(publish(2, 0x100));
        assertThat(frontier.lsn()).isEqualTo(0x100);
    }

    private Durable publish(int epoch, long throughLsn) {
        return log.publish(EntryDraft.ofEvents(epoch, LINEAGE, throughLsn, List.of()));
    }
}
