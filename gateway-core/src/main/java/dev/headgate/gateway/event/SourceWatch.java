package dev.headgate.gateway.event;

import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.Severity;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.TableStatus;
import dev.headgate.gateway.status.WalGuardStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to one source since the last look. */
final class SourceWatch {
    private static final Duration LONG_TROUBLE = Duration.ofMinutes(1);

    private final Map<String, TableStatus> tables = new HashMap<>();
    private @Nullable SourceStatus before;
    private @Nullable Instant troubleSince;
    private @Nullable SourceError trouble;
    private boolean stagingFull;
    private boolean snapshotsPaused;

    List<Finding> look(SourceStatus now, boolean full, Instant at) {
        List<Finding> findings = new ArrayList<>();
        SourceStatus last = before;
        before = now;
        state(last, now, at, findings);
        stagingFull(full || (stagingFull && now.state() == SourceState.BACK_PRESSURED), findings);
        walGuard(last == null ? WalGuardStatus.UNKNOWN : last.walGuard(), now, findings);
        snapshots(now, findings);
        now.tables().forEach(table -> table(last != null, table, findings));
        return findings;
    }

    private void state(@Nullable SourceStatus last, SourceStatus now, Instant at, List<Finding> findings) {
        SourceError error = now.error();
        boolean sameState = last != null && flow(last.state()) == flow(now.state());
        if (now.state() == SourceState.HALTED) {
            if (!sameState) {
                findings.add(Finding.ofError(EventKind.HALTED, "halted:", error));
            }
        } else if (error != null && isNew(error)) {
            findings.add(Finding.ofError(EventKind.RETRYING, text(now.state()) + " after", error));
        } else if (!sameState && error == null) {
            findings.add(reached(now.state(), at));
        }
        if (error != null && trouble == null) {
            troubleSince = at;
        }
        trouble = error;
    }

    private boolean isNew(SourceError error) {
        return trouble == null || !trouble.id().equals(error.id());
    }

    /** A state without an error; the end of a trouble that lasted is told of, a blip is only noted. */
    private Finding reached(SourceState state, Instant at) {
        if (trouble == null || troubleSince == null || flow(state) != SourceState.STREAMING) {
            return new Finding(EventKind.STATE, text(state));
        }
        String again = text(state) + " again after " + trouble.id() + " " + trouble.code();
        boolean lasted = Duration.between(troubleSince, at).compareTo(LONG_TROUBLE) >= 0;
        return new Finding(lasted ? EventKind.RECOVERED : EventKind.STATE, again);
    }

    /** Pausing for staging to catch up is part of streaming and comes and goes many times a minute. */
    private static SourceState flow(SourceState state) {
        return state == SourceState.BACK_PRESSURED ? SourceState.STREAMING : state;
    }

    private void stagingFull(boolean full, List<Finding> findings) {
        if (full && !stagingFull) {
            findings.add(new Finding(
                    EventKind.STAGING_FULL,
                    EventKind.STAGING_FULL.severity(),
                    null,
                    "the staging store is full: reading pauses, and the server keeps its WAL",
                    null,
                    "Free space on the volume of staging.uri, or enlarge it. Reading goes on by itself."));
        } else if (!full && stagingFull) {
            findings.add(new Finding(EventKind.RECOVERED, "the staging store has room again"));
        }
        stagingFull = full;
    }

    private static void walGuard(WalGuardStatus last, SourceStatus now, List<Finding> findings) {
        WalGuardStatus guard = now.walGuard();
        if (guard.level() == last.level()) {
            return;
        }
        if (guard.level() == WalGuardStatus.Level.OK) {
            findings.add(new Finding(EventKind.RECOVERED, "slot " + now.slot() + " has room for its WAL again"));
        } else if (guard.level().compareTo(last.level()) > 0) {
            boolean danger = guard.level() == WalGuardStatus.Level.DANGER;
            findings.add(new Finding(
                    EventKind.SLOT_DANGER,
                    danger ? Severity.CRITICAL : Severity.WARNING,
                    null,
                    "slot " + now.slot() + " keeps " + mebibytes(now.retainedWalBytes()) + " of WAL"
                            + (guard.limitBytes() == null ? "" : " of " + mebibytes(guard.limitBytes()))
                            + (guard.secondsLeft() == null ? "" : ", " + guard.secondsLeft() / 60 + " min left")
                            + (now.walStatus() == null ? "" : "; its wal_status is " + now.walStatus()),
                    null,
                    "Find out why the source is behind (docs/runbooks.md, The slot's lag grows); raise"
                            + " max_slot_wal_keep_size if the server's disk has room."));
        }
    }

    /** Of interest only while there is a table to be read. */
    private void snapshots(SourceStatus now, List<Finding> findings) {
        boolean reading = now.tables().stream().anyMatch(table -> table.phase() == TablePhase.SNAPSHOTTING);
        boolean paused = reading && now.walGuard().snapshotsPaused();
        if (paused && !snapshotsPaused) {
            findings.add(new Finding(
                    EventKind.SNAPSHOT_PAUSED,
                    EventKind.SNAPSHOT_PAUSED.severity(),
                    null,
                    "whole tables are not read on: slot " + now.slot() + " keeps " + mebibytes(now.retainedWalBytes())
                            + " of WAL",
                    null,
                    "Reading goes on by itself when there is room again; find out what holds the slot back"
                            + " (docs/runbooks.md, Much WAL is kept for the slot)."));
        } else if (!paused && snapshotsPaused) {
            findings.add(new Finding(EventKind.RECOVERED, "whole tables are read on"));
        }
        snapshotsPaused = paused;
    }

    /** A table that is new to a source that was seen before has changed nothing yet. */
    private void table(boolean seenBefore, TableStatus now, List<Finding> findings) {
        TableStatus last = tables.put(now.name(), now);
        if (now.phase() == TablePhase.ERRORED && (last == null || last.phase() != TablePhase.ERRORED)) {
            // Told again after a restart: nobody else would say it before the table is refreshed.
            findings.add(Finding.ofTable(now.name(), now.error()));
        }
        if (!seenBefore || last == null) {
            return;
        }
        if (now.phase() == TablePhase.STREAMING && last.phase() == TablePhase.SNAPSHOTTING) {
            findings.add(Finding.ofTable(
                    EventKind.SNAPSHOT_FINISHED, now.name(), "the copy of " + now.name() + " is finished"));
        }
        String change = now.shapeChange();
        if (change != null && !change.equals(last.shapeChange())) {
            findings.add(Finding.ofTable(
                    EventKind.SCHEMA_CHANGED, now.name(), "table " + now.name() + " has changed: " + change));
        }
    }

    private static String text(SourceState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }
}
