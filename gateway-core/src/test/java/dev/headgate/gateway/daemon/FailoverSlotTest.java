package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot that standbys keep in step (PostgreSQL 17): after the primary is gone, the gateway goes on at the standby. */
class FailoverSlotTest {
    private static final String SLOT =
            "SELECT failover::int FROM pg_replication_slots WHERE slot_name = 'shop_postgres'";

    @TempDir
    private Path directory;

    @Test
    void the_gateway_goes_on_at_the_promoted_standby_without_a_gap() throws Exception {
        try (EmbeddedServer primary = EmbeddedServer.builder().start()) {
            primary.execute(
                    "postgres",
                    "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                    "SELECT pg_create_physical_replication_slot('standby_1', true)");
            GatewayConfig config = RunningGateway.config(directory, primary, "postgres", "");
            RunningGateway.runUntilCaughtUp(config);
            assertThat(primary.queryLong("postgres", SLOT)).isZero();
            GatewayConfig failover = RunningGateway.config(directory, primary, "postgres", ", failover: true");
            try (EmbeddedServer standby = primary.standby()
                    .setting("primary_slot_name", "standby_1")
                    .setting("sync_replication_slots", "on")
                    .setting(
                            "primary_conninfo",
                            "host=127.0.0.1 port=" + primary.port() + " user=postgres dbname=postgres")
                    .start()) {
                try (RunningGateway gateway = RunningGateway.start(failover).awaitStreaming()) {
                    awaitKeptInStep(primary, standby);
                    assertThat(gateway.ended()).isFalse();
                }
                primary.execute("postgres", "INSERT INTO orders SELECT -g, 'before' FROM generate_series(1, 100) g");
                String end = primary.walFlushLsn();
                RunningGateway.await(
                        "the standby has everything",
                        () -> standby.queryLong("postgres", "SELECT (pg_last_wal_replay_lsn() >= '" + end + "')::int")
                                == 1);
                primary.kill9();
                standby.promote();
                standby.execute("postgres", "INSERT INTO orders SELECT g, 'after' FROM generate_series(101, 200) g");
                RunningGateway.runUntilCaughtUp(
                        RunningGateway.config(directory, standby, "postgres", ", failover: true"));
                RunningGateway.assertEqual(directory, standby, "postgres");
            }
        }
    }

    /** The standby takes the slot over once the primary's has moved past what the standby still has. */
    private static void awaitKeptInStep(EmbeddedServer primary, EmbeddedServer standby) {
        RunningGateway.await("the slot is kept in step", () -> {
            primary.execute(
                    "postgres",
                    "INSERT INTO orders SELECT count(*) + 1000, 'meanwhile' FROM orders",
                    "SELECT pg_log_standby_snapshot()");
            return standby.queryLong(
                            "postgres",
                            "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'shop_postgres'"
                                    + " AND synced AND NOT temporary")
                    == 1;
        });
        assertThat(primary.queryLong("postgres", SLOT)).isOne();
    }
}
