package dev.headgate.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the application writes. Each workload has a database of its own with one publication for all its tables. */
enum Workload {
    /** {@code pgbench} transactions: three updates and one insert, all of them small rows. */
    PGBENCH(
            "pgbench transactions",
            800_000,
            List.of("pgbench_accounts", "pgbench_branches", "pgbench_tellers", "pgbench_history")) {
        @Override
        void createTables(PostgresServer server) throws SQLException {
            pgbench(server, "--initialize", "--quiet", "--scale=10");
            // It has no key: without a full identity a publication of updates would make its updates fail.
            Query.run(server, database(), "ALTER TABLE pgbench_history REPLICA IDENTITY FULL");
        }

        @Override
        long write(PostgresServer server, long changes) {
            long transactions = Math.max(1, changes / (PGBENCH_CLIENTS * PGBENCH_CHANGES));
            pgbench(
                    server,
                    "--no-vacuum",
                    "--client=" + PGBENCH_CLIENTS,
                    "--jobs=2",
                    "--random-seed=1",
                    "--transactions=" + transactions);
            return transactions * PGBENCH_CLIENTS * PGBENCH_CHANGES;
        }
    },

    /** Inserts of twelve columns, a thousand in a transaction. */
    BULK("12 columns, 1,000 rows per transaction", 2_000_000, List.of("orders")) {
        @Override
        void createTables(PostgresServer server) throws SQLException {
            Query.run(server, database(), Tables.TWELVE_COLUMNS, Tables.WRITE_IN_TRANSACTIONS);
        }

        @Override
        long write(PostgresServer server, long changes) throws SQLException {
            Query.run(server, database(), Tables.writeInTransactions(Tables.INSERT_TWELVE_COLUMNS, changes));
            return changes;
        }
    },

    /** The rows of {@link #BULK} in one transaction. */
    BIG("12 columns, one transaction", 2_000_000, List.of("orders")) {
        @Override
        void createTables(PostgresServer server) throws SQLException {
            Query.run(server, database(), Tables.TWELVE_COLUMNS);
        }

        @Override
        long write(PostgresServer server, long changes) throws SQLException {
            Query.run(server, database(), Tables.INSERT_TWELVE_COLUMNS.formatted(1, changes));
            return changes;
        }
    },

    /** Inserts of a hundred columns, a thousand in a transaction. */
    WIDE("100 columns, 1,000 rows per transaction", 200_000, List.of("wide")) {
        @Override
        void createTables(PostgresServer server) throws SQLException {
            Query.run(server, database(), Tables.hundredColumns(), Tables.WRITE_IN_TRANSACTIONS);
        }

        @Override
        long write(PostgresServer server, long changes) throws SQLException {
            Query.run(server, database(), Tables.writeInTransactions(Tables.insertHundredColumns(), changes));
            return changes;
        }
    },

    /** The rows of {@link #BULK}, which are there before the slot is and are read as a table. */
    SNAPSHOT("12 columns, read as a table", 6_000_000, List.of("orders")) {
        @Override
        void createTables(PostgresServer server) throws SQLException {
            Query.run(server, database(), Tables.TWELVE_COLUMNS);
        }

        @Override
        long write(PostgresServer server, long changes) throws SQLException {
            Query.run(server, database(), Tables.INSERT_TWELVE_COLUMNS.formatted(1, changes), "VACUUM ANALYZE orders");
            return changes;
        }

        @Override
        boolean readsTable() {
            return true;
        }
    };

    static final String PUBLICATION = "benchmark";

    private static final int PGBENCH_CLIENTS = 4;
    private static final int PGBENCH_CHANGES = 4;
    private static final Duration WRITE_LIMIT = Duration.ofHours(1);

    private final String description;
    private final long defaultChanges;
    private final String tables;

    Workload(String description, long defaultChanges, List<String> tables) {
        this.description = description;
        this.defaultChanges = defaultChanges;
        this.tables = String.join(", ", tables);
    }

    /** The name on the command line. */
    final String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    final String database() {
        return id();
    }

    final String description() {
        return description;
    }

    final long defaultChanges() {
        return defaultChanges;
    }

    /** The published tables, as SQL lists them. */
    final String tables() {
        return tables;
    }

    /** Whether rows are read that are there before the slot is, instead of changes that come after it. */
    boolean readsTable() {
        return false;
    }

    /** The contender that does least: what the server can give at most. */
    final String limit() {
        return (readsTable() ? new PsqlCopy(Link.TCP) : new PgRecvlogical(Link.UNIX, true)).name();
    }

    /** Makes the tables, with the rows that are there before the slot is. */
    abstract void createTables(PostgresServer server) throws SQLException;

    /**
     * Writes about {@code changes} changes.
     *
     * @return how many it were exactly
     */
    abstract long write(PostgresServer server, long changes) throws SQLException;

    private static void pgbench(PostgresServer server, String... options) {
        Path log = server.directory().resolve("pgbench.log");
        List<String> command = new ArrayList<>(List.of(
                server.program("pgbench"),
                "--host=" + server.socketDirectory(),
                "--port=" + server.port(),
                "--username=" + PostgresServer.USER));
        command.addAll(List.of(options));
        command.add(PGBENCH.database());
        new Program(log, command).run(WRITE_LIMIT);
    }
}
