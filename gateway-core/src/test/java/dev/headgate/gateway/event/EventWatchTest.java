package dev.headgate.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.admin.StatusSamples;
import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.Severity;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.StagingSpace;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.TableStatus;
import dev.headgate.gateway.status.WalGuardStatus;
import dev.headgate.gateway.status.WalGuardStatus.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventWatchTest {
    private static final SourceError CUT = new SourceError("CONNECTION_LOST", "HG-2001", "cut", "wait", 69);
    private static final SourceError LOST = new SourceError("SLOT_LOST", "HG-3003", "gone", "accept the gap", 81);

    private final EventWatch watch = new EventWatch();
    private Instant now = Instant.parse("2026-11-21T03:00:00Z");

    @Test
    void a_state_is_told_once() {
        assertThat(look(SourceState.CONNECTING, null)).containsExactly("STATE connecting");
        assertThat(look(SourceState.CONNECTING, null)).isEmpty();
        assertThat(look(SourceState.STREAMING, null)).containsExactly("STATE streaming");
    }

    @Test
    void pausing_for_staging_to_catch_up_is_no_event() {
        look(SourceState.STREAMING, null);
        assertThat(look(SourceState.BACK_PRESSURED, null)).isEmpty();
        assertThat(look(SourceState.STREAMING, null)).isEmpty();
    }

    @Test
    void a_halt_has_its_error_and_its_remedy() {
        look(SourceState.STREAMING, null);

        GatewayEvent halt = events(source(SourceState.HALTED, LOST)).get(0);

        assertThat(halt.kind()).isEqualTo(EventKind.HALTED);
        assertThat(halt.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(halt.what()).isEqualTo("halted: HG-3003 SLOT_LOST: gone");
        assertThat(halt.error()).isEqualTo("HG-3003");
        assertThat(halt.remedy()).isEqualTo("accept the gap");
        assertThat(look(SourceState.HALTED, LOST)).isEmpty();
    }

    @Test
    void a_gateway_that_starts_into_a_halt_tells_it() {
        assertThat(look(SourceState.HALTED, LOST)).containsExactly("HALTED halted: HG-3003 SLOT_LOST: gone");
    }

    @Test
    void retrying_is_told_once_for_each_error() {
        look(SourceState.STREAMING, null);
        assertThat(look(SourceState.CONNECTING, CUT))
                .containsExactly("RETRYING connecting after HG-2001 CONNECTION_LOST: cut");
        assertThat(look(SourceState.CONNECTING, CUT)).isEmpty();
        assertThat(look(SourceState.CONNECTING, new SourceError("SERVER_UNAVAILABLE", "HG-2002", "down", "r", 69)))
                .containsExactly("RETRYING connecting after HG-2002 SERVER_UNAVAILABLE: down");
    }

    @Test
    void the_end_of_a_blip_is_noted_and_the_end_of_a_trouble_is_a_recovery() {
        look(SourceState.STREAMING, null);
        look(SourceState.CONNECTING, CUT);
        assertThat(look(SourceState.STREAMING, null))
                .containsExactly("STATE streaming again after HG-2001 CONNECTION_LOST");

        look(SourceState.CONNECTING, CUT);
        now = now.plusSeconds(60);
        assertThat(look(SourceState.STREAMING, null))
                .containsExactly("RECOVERED streaming again after HG-2001 CONNECTION_LOST");
    }

    @Test
    void a_full_store_is_told_when_reading_pauses_for_it_and_when_it_goes_on() {
        look(SourceState.STREAMING, null);
        StagingSpace full = new StagingSpace(10, 100);
        assertThat(lines(source(SourceState.STREAMING, null), full)).isEmpty();
        assertThat(lines(source(SourceState.BACK_PRESSURED, null), full))
                .singleElement()
                .asString()
                .startsWith("STAGING_FULL the staging store is full");
        assertThat(lines(source(SourceState.BACK_PRESSURED, null), new StagingSpace(105, 100)))
                .as("reading goes on only well above the mark")
                .isEmpty();
        assertThat(lines(source(SourceState.STREAMING, null), new StagingSpace(111, 100)))
                .containsExactly("RECOVERED the staging store has room again");
    }

    @Test
    void a_slot_that_keeps_much_WAL_is_told_when_it_gets_worse_and_when_it_is_over() {
        events(guarded(Level.OK));
        GatewayEvent warning = events(guarded(Level.WARNING)).get(0);
        assertThat(warning.severity()).isEqualTo(Severity.WARNING);
        assertThat(warning.what())
                .isEqualTo("slot slot_shop keeps 0 MiB of WAL of 2,000 MiB, 10 min left; its wal_status is reserved");
        assertThat(events(guarded(Level.DANGER)).get(0).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(events(guarded(Level.WARNING))).isEmpty();
        assertThat(events(guarded(Level.OK)).get(0).kind()).isEqualTo(EventKind.RECOVERED);
    }

    @Test
    void a_table_with_another_shape_is_told_and_a_table_that_is_new_is_not() {
        String added = "column \"a\" was added (entry 3)";
        assertThat(events(shaped(added))).extracting(GatewayEvent::kind).doesNotContain(EventKind.SCHEMA_CHANGED);
        assertThat(events(shaped(added))).isEmpty();
        GatewayEvent change = events(shaped("column \"a\" is gone (entry 4)")).get(0);
        assertThat(change.kind()).isEqualTo(EventKind.SCHEMA_CHANGED);
        assertThat(change.table()).isEqualTo("public.t");
        assertThat(change.what()).isEqualTo("table public.t has changed: column \"a\" is gone (entry 4)");
    }

    @Test
    void a_table_that_stops_and_one_that_is_copied_are_told() {
        SourceError bad = new SourceError("TYPE_UNSUPPORTED", "HG-6003", "no reader", "exclude it", 70);
        events(phased(TablePhase.SNAPSHOTTING, null));
        assertThat(events(phased(TablePhase.STREAMING, null))).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.SNAPSHOT_FINISHED);
            assertThat(event.what()).isEqualTo("the copy of public.t is finished");
        });
        assertThat(events(phased(TablePhase.ERRORED, bad))).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.TABLE_ERRORED);
            assertThat(event.table()).isEqualTo("public.t");
            assertThat(event.what()).isEqualTo("public.t is errored: HG-6003 TYPE_UNSUPPORTED: no reader");
            assertThat(event.remedy()).isEqualTo("exclude it");
        });
    }

    @Test
    void a_table_that_is_errored_when_it_is_first_seen_is_told() {
        SourceError bad = new SourceError("ROW_TOO_LARGE", "HG-6002", "a row is too large", "refresh it", 70);
        assertThat(events(phased(TablePhase.ERRORED, bad)))
                .extracting(GatewayEvent::kind)
                .contains(EventKind.TABLE_ERRORED);
        assertThat(events(phased(TablePhase.ERRORED, bad))).isEmpty();
    }

    @Test
    void events_are_numbered_and_the_oldest_are_forgotten() {
        RecentEvents recent = new RecentEvents();
        for (int i = 0; i < 150; i++) {
            events(source(SourceState.CONNECTING, CUT)).forEach(recent::add);
            events(source(SourceState.STREAMING, null)).forEach(recent::add);
        }
        assertThat(recent.list()).hasSize(200).isSortedAccordingTo((a, b) -> Long.compare(a.number(), b.number()));
        assertThat(recent.list().get(199).number()).isGreaterThan(299);
    }

    @Test
    void the_history_has_a_point_every_ten_seconds_for_half_an_hour() {
        LagHistory history = new LagHistory();
        for (int second = 0; second <= 3600; second++) {
            history.add(StatusSamples.gateway(source(SourceState.STREAMING, null)), now.plusSeconds(second));
        }
        assertThat(history.list()).singleElement().satisfies(source -> {
            assertThat(source.source()).isEqualTo("shop");
            assertThat(source.points()).hasSize(180);
            assertThat(source.points().get(0).at()).isEqualTo(now.plusSeconds(3600 - 1790));
            assertThat(source.points().get(179).lagBytes()).isEqualTo(512);
        });
    }

    private List<String> look(SourceState state, @Nullable SourceError error) {
        return lines(source(state, error), null);
    }

    private List<String> lines(SourceStatus source, @Nullable StagingSpace space) {
        GatewayStatus status = new GatewayStatus("1", now, List.of(source), space);
        return watch.look(status, now).stream()
                .map(event -> event.kind() + " " + event.what())
                .toList();
    }

    private List<GatewayEvent> events(SourceStatus source) {
        return watch.look(StatusSamples.gateway(source), now);
    }

    private static SourceStatus source(SourceState state, @Nullable SourceError error) {
        return StatusSamples.source("shop", state, error, WalGuardStatus.UNKNOWN, 1);
    }

    private static SourceStatus guarded(Level level) {
        WalGuardStatus guard = new WalGuardStatus(level, 2000L << 20, 1, 600L);
        return StatusSamples.source("shop", SourceState.STREAMING, null, guard, 1);
    }

    private static SourceStatus shaped(String change) {
        return table(TablePhase.STREAMING, null, change);
    }

    private static SourceStatus phased(TablePhase phase, @Nullable SourceError error) {
        return table(phase, error, null);
    }

    private static SourceStatus table(TablePhase phase, @Nullable SourceError error, @Nullable String change) {
        TableStatus table =
                new TableStatus("public.t", "shop.public.t", 0, 0, 0, 0, 0, 0, null, 1, phase, null, error, 0, change);
        return StatusSamples.source("shop", SourceState.STREAMING, null, WalGuardStatus.UNKNOWN, table);
    }
}
