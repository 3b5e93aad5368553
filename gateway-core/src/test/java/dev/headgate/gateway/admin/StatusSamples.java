package dev.headgate.gateway.admin;

import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SnapshotProgress;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.StagingSpace;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.TableStatus;
import dev.headgate.gateway.status.WalGuardStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statuses with every field different, so that a swapped one shows. */
public final class StatusSamples {
    private StatusSamples() {}

    public static GatewayStatus gateway(SourceStatus... sources) {
        return new GatewayStatus(
                "1.2.3", Instant.parse("2026-11-20T10:00:00Z"), List.of(sources), new StagingSpace(5L << 30, 1L << 30));
    }

    public static SourceStatus source(String name, SourceState state, @Nullable SourceError error) {
        return source(name, state, error, new WalGuardStatus(WalGuardStatus.Level.WARNING, 2048L, 12.5, 61L), 3);
    }

    public static SourceStatus source(
            String name, SourceState state, @Nullable SourceError error, WalGuardStatus guard, int schemaVersion) {
        TableStatus table = new TableStatus(
                "public.orders",
                "shop.public.orders",
                10,
                20,
                30,
                1,
                5,
                65536,
                null,
                schemaVersion,
                TablePhase.SNAPSHOTTING,
                new SnapshotProgress(7, 0.5, 3.5, 9L),
                null,
                0,
                null);
        return source(name, state, error, guard, table);
    }

    public static SourceStatus source(
            String name, SourceState state, @Nullable SourceError error, WalGuardStatus guard, TableStatus table) {
        return new SourceStatus(
                name,
                state,
                "slot_" + name,
                "pub_" + name,
                "db_" + name,
                "0/500",
                "0/400",
                "0/300",
                "0/600",
                "0/301",
                "0/100",
                512,
                1280,
                "reserved",
                17,
                42,
                1234,
                Instant.parse("2026-11-20T10:01:00.5Z"),
                Instant.parse("2026-11-20T10:01:01Z"),
                4096,
                1,
                error,
                List.of(table),
                0.25,
                1.5,
                guard);
    }
}
