package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.postgres.ServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The application's own statements keep working, whatever the configuration asks for: each replica identity with each
 * kind of excluded column and of row filter, and publications that the gateway creates by itself.
 */
final class ApplicationHarmTest {

    private static final String OWNER = "application";
    private static final Duration SETTLED = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    /** How a table tells its rows apart, as statements after its creation. */
    private enum Identity {
        PRIMARY_KEY("ALTER TABLE t ADD PRIMARY KEY (id)"),
        INDEX(
                "ALTER TABLE t ADD PRIMARY KEY (id)",
                "ALTER TABLE t ALTER COLUMN code SET NOT NULL",
                "CREATE UNIQUE INDEX by_code ON t (code)",
                "ALTER TABLE t REPLICA IDENTITY USING INDEX by_code"),
        FULL("ALTER TABLE t ADD PRIMARY KEY (id)", "ALTER TABLE t REPLICA IDENTITY FULL"),
        NOTHING("ALTER TABLE t ADD PRIMARY KEY (id)", "ALTER TABLE t REPLICA IDENTITY NOTHING"),
        NO_KEY("CREATE UNIQUE INDEX for_conflicts ON t (id)"),
        NO_KEY_FULL("CREATE UNIQUE INDEX for_conflicts ON t (id)", "ALTER TABLE t REPLICA IDENTITY FULL");

        private final String statements;

        Identity(String... statements) {
            this.statements = String.join("; ", statements);
        }
    }

    /** Which column the configuration leaves out. */
    private enum Excluded {
        NO_COLUMN(""),
        PLAIN_COLUMN("secret"),
        PRIMARY_KEY_COLUMN("id"),
        INDEX_COLUMN("code");

        private final String column;

        Excluded(String column) {
            this.column = column;
        }
    }

    /** Which column the condition on the captured rows reads. */
    private enum Filtered {
        NOT_AT_ALL(""),
        BY_KEY("id < 4"),
        BY_VALUE("n > 0");

        private final String condition;

        Filtered(String condition) {
            this.condition = condition;
        }
    }

    /** One database with one table, configured in one way. */
    private record Case(Identity identity, Excluded excluded, Filtered filtered) {
        String name() {
            return (identity + "__" + excluded + (filtered == Filtered.NOT_AT_ALL ? "" : "__" + filtered))
                    .toLowerCase(Locale.ROOT);
        }

        /** Whether the identity tells what the condition reads, or nobody needs it. */
        private boolean fits() {
            return switch (filtered) {
                case NOT_AT_ALL -> true;
                case BY_KEY -> identity != Identity.INDEX;
                case BY_VALUE -> identity != Identity.INDEX && identity != Identity.PRIMARY_KEY;
            };
        }

        /** Combinations that an operator may rely on: they must stream, not halt. */
        boolean mustStream(int majorVersion) {
            if (filtered != Filtered.NOT_AT_ALL && (majorVersion < 15 || !fits())) {
                return false;
            }
            boolean identityIsExcluded = (identity == Identity.PRIMARY_KEY && excluded == Excluded.PRIMARY_KEY_COLUMN)
                    || (identity == Identity.INDEX && excluded == Excluded.INDEX_COLUMN);
            boolean fullWithList =
                    (identity == Identity.FULL || identity == Identity.NO_KEY_FULL) && excluded != Excluded.NO_COLUMN;
            return (excluded == Excluded.NO_COLUMN || excluded == Excluded.PLAIN_COLUMN)
                    && !identityIsExcluded
                    && !fullWithList;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 17, 18})
    void no_statement_of_the_application_fails_under_any_identity_and_exclusion(int majorVersion) {
        List<Case> cases = cases();
        try (EmbeddedServer server = EmbeddedServer.builder()
                .majorVersion(majorVersion)
                .setting("max_wal_senders", "60")
                .setting("max_replication_slots", "60")
                .setting("max_connections", "200")
                .start()) {
            Site.createRole(server);
            server.execute(
                    "postgres", "CREATE ROLE " + OWNER + " LOGIN", "GRANT " + OWNER + " TO " + GatewayConfigFile.USER);
            GatewayConfigFile config = GatewayConfigFile.create(directory, server);
            cases.forEach(each -> configure(server, config, each));
            try (GatewayProcess gateway =
                    GatewayProcess.run(config).heap("512m").start()) {
                List<String> failures = new ArrayList<>();
                for (Case each : cases) {
                    String state = awaitSettled(gateway, each);
                    if (each.mustStream(majorVersion) && !state.equals("streaming")) {
                        failures.add(each + " must stream: " + gateway.source(each.name()));
                    }
                    failures.addAll(runApplication(server, each));
                }
                assertThat(failures).isEmpty();
                Site.stop(gateway);
            }
        }
    }

    @Test
    void a_table_whose_identity_stops_fitting_while_it_is_published_is_reported_with_the_remedy() {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            Site.createRole(server);
            server.execute(
                    "postgres", "CREATE ROLE " + OWNER + " LOGIN", "GRANT " + OWNER + " TO " + GatewayConfigFile.USER);
            GatewayConfigFile config = GatewayConfigFile.create(directory, server);
            Case plain = new Case(Identity.PRIMARY_KEY, Excluded.PLAIN_COLUMN, Filtered.NOT_AT_ALL);
            configure(server, config, plain);
            try (GatewayProcess gateway = GatewayProcess.run(config).start()) {
                gateway.awaitStreaming(plain.name());
                // With a column list, FULL makes each UPDATE of the application fail.
                server.execute(plain.name(), "ALTER TABLE t REPLICA IDENTITY FULL");
                Await.until(
                        "the harm is reported", SETTLED, () -> gateway.output().contains("HG-4005"), gateway::tail);
                assertThat(gateway.output()).contains("REPLICA IDENTITY FULL and a column list");
                server.execute(plain.name(), "ALTER TABLE t REPLICA IDENTITY DEFAULT");
                assertThat(runApplication(server, plain)).isEmpty();
            }
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Identity identity : Identity.values()) {
            for (Excluded excluded : Excluded.values()) {
                cases.add(new Case(identity, excluded, Filtered.NOT_AT_ALL));
            }
            cases.add(new Case(identity, Excluded.NO_COLUMN, Filtered.BY_VALUE));
            cases.add(new Case(identity, Excluded.PLAIN_COLUMN, Filtered.BY_KEY));
        }
        return cases;
    }

    private static void configure(EmbeddedServer server, GatewayConfigFile config, Case each) {
        server.createDatabase(each.name());
        server.execute("postgres", "GRANT CREATE ON DATABASE " + each.name() + " TO " + GatewayConfigFile.USER);
        server.execute(each.name(), "CREATE TABLE t (id int, code int, n int, secret text)");
        server.execute(each.name(), each.identity().statements);
        server.execute(each.name(), "ALTER TABLE t OWNER TO " + OWNER);
        config.source(each.name(), each.name(), "slot_" + each.name(), "pub_" + each.name());
        if (each.excluded() != Excluded.NO_COLUMN) {
            config.set("sources", each.name(), "exclude_columns")
                    .to(Map.of("public.t", List.of(each.excluded().column)));
        }
        if (each.filtered() != Filtered.NOT_AT_ALL) {
            config.set("sources", each.name(), "row_filters").to(Map.of("public.t", each.filtered().condition));
        }
    }

    private static String awaitSettled(GatewayProcess gateway, Case each) {
        Await.until(
                each + " streams or is halted",
                SETTLED,
                () -> List.of("streaming", "halted").contains(gateway.state(each.name())),
                () -> gateway.source(each.name()) + "\n" + gateway.tail());
        return gateway.state(each.name());
    }

    /** Every kind of statement that an application sends; what failed. */
    private static List<String> runApplication(EmbeddedServer server, Case each) {
        List<String> statements = new ArrayList<>(List.of(
                "INSERT INTO t VALUES (1, 1, 1, 'a'), (2, 2, 2, 'b'), (3, 3, 3, 'c'), (4, 4, 4, 'd')",
                "UPDATE t SET n = n + 1",
                "UPDATE t SET secret = 'changed' WHERE id = 1",
                "UPDATE t SET id = id + 100, code = code + 100 WHERE id = 2",
                "INSERT INTO t VALUES (1, 1, 9, 'z') ON CONFLICT (id) DO UPDATE SET n = excluded.n",
                "INSERT INTO t VALUES (1, 1, 9, 'z') ON CONFLICT DO NOTHING",
                "DELETE FROM t WHERE id = 3"));
        if (server.majorVersion() >= 15) {
            statements.add("MERGE INTO t USING (VALUES (1), (4), (7)) v (id) ON t.id = v.id"
                    + " WHEN MATCHED AND t.id = 4 THEN DELETE"
                    + " WHEN MATCHED THEN UPDATE SET n = 0"
                    + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.id, v.id, 'm')");
        }
        statements.add("DELETE FROM t");
        statements.add("TRUNCATE t");
        List<String> failures = new ArrayList<>();
        for (String statement : statements) {
            try {
                server.execute(each.name(), statement);
            } catch (ServerException e) {
                failures.add(each + ": " + statement + ": " + e.getCause());
            }
        }
        return failures;
    }
}
