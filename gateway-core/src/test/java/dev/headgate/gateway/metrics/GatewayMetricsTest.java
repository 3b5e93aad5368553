package dev.headgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.WalGuardStatus;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GatewayMetricsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final AtomicLong nanoTime = new AtomicLong();
    private final GatewayMetrics metrics = new GatewayMetrics("1.2.3", Clock.fixed(NOW, ZoneOffset.UTC), nanoTime::get);
    private final SourceMetrics shop = metrics.source("shop");

    @Test
    void counters_of_the_stream_appear_under_their_labels() {
        shop.messages(StreamMessage.INSERT, 3);
        shop.messages(StreamMessage.INSERT, 4);
        shop.received(4096);
        shop.transactions(TransactionResult.SKIPPED_DUPLICATE, 2);
        shop.statusUpdate(StatusReason.ACK);
        shop.backpressure(Duration.ofMillis(1500));
        shop.reconnect(ErrorCode.CONNECTION_LOST);
        shop.error(ErrorCode.SLOT_LOST);

        assertThat(metrics.scrape())
                .contains(
                        "headgate_messages_total{source=\"shop\",type=\"insert\"} 7.0\n",
                        "headgate_received_bytes_total{source=\"shop\"} 4096.0\n",
                        "headgate_transactions_total{result=\"skipped_duplicate\",source=\"shop\"} 2.0\n",
                        "headgate_status_updates_total{reason=\"ack\",source=\"shop\"} 1.0\n",
                        "headgate_backpressure_seconds_total{source=\"shop\"} 1.5\n",
                        "headgate_reconnects_total{reason=\"connection_lost\",source=\"shop\"} 1.0\n",
                        "headgate_errors_total{code=\"HG-3003\",name=\"SLOT_LOST\",source=\"shop\"} 1.0\n");
    }

    @Test
    void the_reading_of_whole_tables_is_told_for_all_of_them_together() {
        shop.snapshot().rows(250);
        shop.snapshot().bytes(10_000);
        shop.snapshot().chunk();
        shop.snapshot().restart();
        shop.snapshot().outlook(() -> new SnapshotOutlook(0.25, 4, 12));
        shop.tables(phase -> phase == TablePhase.SNAPSHOTTING ? 3 : 0);
        shop.table("public.orders").discarded(7);

        assertThat(metrics.scrape())
                .contains(
                        "headgate_snapshot_rows_total{source=\"shop\"} 250.0\n",
                        "headgate_snapshot_bytes_total{source=\"shop\"} 10000.0\n",
                        "headgate_snapshot_chunks_total{source=\"shop\"} 1.0\n",
                        "headgate_snapshot_restarts_total{source=\"shop\"} 1.0\n",
                        "headgate_snapshot_progress_ratio{source=\"shop\"} 0.25\n",
                        "headgate_snapshot_running_seconds{source=\"shop\"} 4.0\n",
                        "headgate_snapshot_left_seconds{source=\"shop\"} 12.0\n",
                        "headgate_snapshot_paused{source=\"shop\"} 0.0\n",
                        "headgate_tables{phase=\"snapshotting\",source=\"shop\"} 3.0\n",
                        "headgate_discarded_rows_total{source=\"shop\",table=\"public.orders\"} 7.0\n");
    }

    @Test
    void exactly_one_state_is_set() {
        shop.state(SourceState.WAITING_FOR_SLOT);

        assertThat(metrics.scrape())
                .contains("headgate_stream_state{source=\"shop\",state=\"waiting_for_slot\"} 1.0\n")
                .contains("headgate_stream_state{source=\"shop\",state=\"starting\"} 0.0\n");
    }

    @Test
    void lag_is_measured_from_the_end_of_the_servers_wal_with_unsigned_numbers() {
        shop.lsn(LsnPoint.SERVER, 0x8000_0000_0000_0064L);
        shop.lsn(LsnPoint.DURABLE, 0x7FFF_FFFF_FFFF_FFFFL);
        shop.lsn(LsnPoint.RECEIVED, 0x8000_0000_0000_0065L);

        assertThat(metrics.scrape())
                .contains("headgate_lag_bytes{source=\"shop\",stage=\"durable\"} 101.0\n")
                .contains("headgate_lag_bytes{source=\"shop\",stage=\"received\"} 0.0\n")
                .contains("headgate_lag_bytes{source=\"shop\",stage=\"retained\"} NaN\n")
                .contains("headgate_lsn{point=\"server\",source=\"shop\"} 9.223372036854776E18\n");
    }

    @Test
    void lag_in_seconds_is_zero_when_nothing_is_pending() {
        shop.oldestPendingCommitAt(NOW.minusSeconds(5).toEpochMilli());
        shop.receivedCommitAt(NOW.minusSeconds(3).toEpochMilli());
        shop.lsn(LsnPoint.SERVER, 200);
        shop.lsn(LsnPoint.RECEIVED, 100);
        assertThat(metrics.scrape())
                .contains("headgate_lag_seconds{source=\"shop\",stage=\"durable\"} 5.0\n")
                .contains("headgate_lag_seconds{source=\"shop\",stage=\"received\"} 3.0\n");

        shop.oldestPendingCommitAt(0);
        shop.lsn(LsnPoint.RECEIVED, 200);
        assertThat(metrics.scrape())
                .contains("headgate_lag_seconds{source=\"shop\",stage=\"durable\"} 0.0\n")
                .contains("headgate_lag_seconds{source=\"shop\",stage=\"received\"} 0.0\n");
    }

    @Test
    void silence_of_the_server_grows_until_it_is_heard() {
        assertThat(metrics.scrape()).contains("headgate_server_silence_seconds{source=\"shop\"} NaN\n");
        shop.heardFromServer();
        nanoTime.set(2_500_000_000L);
        assertThat(metrics.scrape()).contains("headgate_server_silence_seconds{source=\"shop\"} 2.5\n");
    }

    @Test
    void tables_beyond_the_limit_share_one_series() {
        IntStream.range(0, SourceMetrics.MAX_TABLES + 10)
                .forEach(i -> shop.table("public.t" + i).rows(RowOperation.INSERT, 1));

        assertThat(metrics.scrape())
                .contains("headgate_rows_total{op=\"insert\",source=\"shop\",table=\"public.t7\"} 1.0\n")
                .contains("headgate_rows_total{op=\"insert\",source=\"shop\",table=\"_other\"} 10.0\n");
        assertThat(shop.table("public.t7")).isSameAs(shop.table("public.t7"));
    }

    @Test
    void slot_facts_that_the_server_does_not_give_are_not_invented() {
        shop.slot(true, "unreserved", null);
        assertThat(metrics.scrape())
                .contains("headgate_slot_active{source=\"shop\"} 1.0\n")
                .contains("headgate_slot_wal_status{source=\"shop\",status=\"unreserved\"} 1.0\n")
                .contains("headgate_slot_wal_status{source=\"shop\",status=\"lost\"} 0.0\n")
                .contains("headgate_slot_safe_wal_bytes{source=\"shop\"} NaN\n");
    }

    @Test
    void the_document_lists_exactly_the_metrics_that_exist_and_every_one_of_them_is_scraped() throws Exception {
        Set<String> documented = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `(headgate_\\w+)` \\|").matcher(Files.readString(DOCUMENT));
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        Set<String> named = new TreeSet<>();
        for (Field field : MetricName.class.getDeclaredFields()) {
            if (field.get(null) instanceof String name) {
                named.add(name);
            }
        }
        assertThat(documented).containsExactlyElementsOf(named);
        assertThat(scraped()).containsExactlyElementsOf(named);
    }

    @Test
    void every_metric_says_what_it_is() throws Exception {
        scraped();
        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("# HELP headgate_")))
                .allMatch(line -> line.matches("# HELP \\S+ \\S.*"));
    }

    @Test
    void the_delay_grows_while_no_stream_runs_and_the_servers_wal_goes_on() {
        shop.oldestPendingCommitAt(0);
        shop.behindSince(NOW.minusSeconds(90).toEpochMilli());
        assertThat(metrics.scrape()).contains("headgate_lag_seconds{source=\"shop\",stage=\"durable\"} 90.0\n");

        shop.behindSince(0);
        assertThat(metrics.scrape()).contains("headgate_lag_seconds{source=\"shop\",stage=\"durable\"} 0.0\n");
    }

    @Test
    void what_the_wal_guard_found_is_shown_and_what_it_does_not_know_is_not_invented() {
        assertThat(metrics.scrape())
                .contains(
                        "headgate_wal_limit_bytes{source=\"shop\"} NaN\n",
                        "headgate_wal_left_seconds{source=\"shop\"} NaN\n");

        shop.walGuard(new WalGuardStatus(WalGuardStatus.Level.DANGER, 1000L, 2.5, 40L));
        assertThat(metrics.scrape())
                .contains(
                        "headgate_wal_guard_level{level=\"danger\",source=\"shop\"} 1.0\n",
                        "headgate_wal_guard_level{level=\"ok\",source=\"shop\"} 0.0\n",
                        "headgate_wal_limit_bytes{source=\"shop\"} 1000.0\n",
                        "headgate_wal_burn_bytes_per_second{source=\"shop\"} 2.5\n",
                        "headgate_wal_left_seconds{source=\"shop\"} 40.0\n");
    }

    private Set<String> scraped() throws IOException {
        ScrapedMetrics.touchAll(metrics);
        Set<String> names = new TreeSet<>();
        Matcher types = Pattern.compile("(?m)^# TYPE (headgate_\\w+) (\\w+)$").matcher(metrics.scrape());
        while (types.find()) {
            names.add(types.group(1));
        }
        names.removeIf(name -> name.endsWith("_max"));
        return names;
    }
}
