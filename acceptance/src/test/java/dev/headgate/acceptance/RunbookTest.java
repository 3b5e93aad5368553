package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.Command;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runbooks that no other test follows; {@code docs/runbooks.md} says at its end which test follows which. */
final class RunbookTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SLOT_ADVANCED = 80;

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private Site site;

    @BeforeEach
    void open() {
        server = EmbeddedServer.builder().start();
        site = Site.create(
                server, directory, "book", "CREATE TABLE t (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY)");
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    @Test
    void moving_to_a_new_host_loses_nothing_and_the_old_host_cannot_go_on() {
        try (GatewayProcess old = site.startStreaming()) {
            row();
            site.awaitAcknowledged(old);
            Site.stop(old);
        }
        Path leftBehind = directory.resolve("old-host");
        StagedTree.copy(site.config().stagingRoot(), leftBehind);
        row();
        try (GatewayProcess moved = site.startStreaming()) {
            row();
            site.awaitAcknowledged(moved);
            Site.stop(moved);
        }
        site.assertExactlyOnce();

        GatewayConfigFile old = site.config().copyWithOwnAdminPort(directory.resolve("old.yaml"));
        old.set("staging", "uri").to(leftBehind.toUri().toString());
        try (GatewayProcess gateway = GatewayProcess.run(old).start()) {
            assertThat(gateway.awaitExit(SOON)).as(gateway.tail()).isEqualTo(SLOT_ADVANCED);
            assertThat(gateway.output()).contains("HG-3004");
        }
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    @Test
    void an_open_transaction_holds_the_restart_point_until_it_has_ended() throws Exception {
        try (GatewayProcess gateway = site.startStreaming();
                Connection application = server.connect(site.database());
                Statement statement = application.createStatement()) {
            site.awaitAcknowledged(gateway);
            application.setAutoCommit(false);
            statement.execute("INSERT INTO t DEFAULT VALUES");
            long begun = StagedLog.lsn(server.walFlushLsn());
            for (int i = 0; i < 5; i++) {
                site.execute("INSERT INTO t DEFAULT VALUES", "CHECKPOINT");
                site.awaitAcknowledged(gateway);
            }
            Await.until("durable moves on", SOON, () -> lsn(gateway, "durable") > begun);
            assertThat(lsn(gateway, "slot_restart")).isPositive().isLessThanOrEqualTo(begun);
            // What the runbook asks for finds the one that holds the slot.
            assertThat(server.queryLong(
                            "postgres",
                            "SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                                    + " AND state = 'idle in transaction'"))
                    .isOne();
            application.commit();
            Await.until(
                    "the restart point follows",
                    SOON,
                    () -> {
                        site.execute("INSERT INTO t DEFAULT VALUES", "CHECKPOINT");
                        return lsn(gateway, "slot_restart") > begun;
                    },
                    gateway::metrics);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void the_catalogs_age_while_a_transaction_is_open_and_are_free_again_when_it_has_ended() throws Exception {
        int transactions = 50_000;
        try (GatewayProcess gateway = site.startStreaming();
                Connection application = server.connect(site.database());
                Statement statement = application.createStatement()) {
            site.awaitAcknowledged(gateway);
            application.setAutoCommit(false);
            statement.execute("INSERT INTO t DEFAULT VALUES");
            site.execute(
                    "CREATE UNLOGGED TABLE spent (id int)",
                    "DO 'BEGIN FOR i IN 1.." + transactions
                            + " LOOP INSERT INTO spent VALUES (i); COMMIT; END LOOP; END'");
            Await.until("the age shows", SOON, () -> catalogXminAge(gateway) > transactions, gateway::metrics);
            // What the runbook asks for has the same answer.
            assertThat(server.queryLong("postgres", "SELECT max(age(catalog_xmin)) FROM pg_replication_slots"))
                    .isGreaterThan(transactions);
            application.commit();
            Await.until(
                    "the age falls",
                    SOON,
                    () -> {
                        site.execute("INSERT INTO t DEFAULT VALUES", "CHECKPOINT");
                        return catalogXminAge(gateway) < transactions;
                    },
                    gateway::metrics);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_gateway_that_is_asked_for_its_stacks_writes_them_and_goes_on() {
        try (GatewayProcess gateway = site.startStreaming()) {
            Command.require("kill", "-QUIT", Long.toString(gateway.pid()));
            Await.until(
                    "the stacks are written",
                    SOON,
                    () -> gateway.output().contains("Full thread dump")
                            && gateway.output().contains("\"source-" + Site.SOURCE + "\""),
                    gateway::tail);
            row();
            site.awaitCaughtUp(gateway);
            assertThat(gateway.get("/livez")).isEqualTo(200);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    private void row() {
        site.execute("INSERT INTO t DEFAULT VALUES");
    }

    private static long lsn(GatewayProcess gateway, String point) {
        return (long) metric(gateway, "headgate_lsn{point=\"" + point + "\",source=\"" + Site.SOURCE + "\"}");
    }

    private static double catalogXminAge(GatewayProcess gateway) {
        return metric(gateway, "headgate_slot_catalog_xmin_age{source=\"" + Site.SOURCE + "\"}");
    }

    /** A value, or 0 as long as there is none. */
    private static double metric(GatewayProcess gateway, String series) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(gateway.metrics());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }
}
