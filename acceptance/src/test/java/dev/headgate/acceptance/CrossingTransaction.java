package dev.headgate.acceptance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A transaction that has inserted, updated and deleted rows of a table {@code (id int PRIMARY KEY, n int)}, and does not
 * end until it is told to. The server needs {@code max_prepared_transactions} and a synchronous standby that never comes;
 * other transactions must not wait for that one.
 */
final class CrossingTransaction implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PREPARED = "crossing";

    /** Why it has not ended. */
    enum Kind {
        /** Nobody has committed it; it writes more before it ends. */
        OPEN,
        /** PREPARE TRANSACTION: it survives its session and has no process. */
        PREPARED,
        /** Its commit is in the WAL and waits for the standby, until the standby is no longer asked for. */
        COMMITTING_UNTIL_RELOAD,
        /** The same, until somebody cancels the wait: then it is committed here alone. */
        COMMITTING_UNTIL_CANCEL
    }

    private final Kind kind;
    private final Site site;
    private final String table;
    private final Connection connection;
    private final String xid;
    private final int pid;
    private final Thread commit;

    private CrossingTransaction(Kind kind, Site site, String table) throws SQLException {
        this.kind = kind;
        this.site = site;
        this.table = table;
        this.connection = site.server().connect(site.database());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            if (kind == Kind.COMMITTING_UNTIL_RELOAD || kind == Kind.COMMITTING_UNTIL_CANCEL) {
                statement.execute("SET LOCAL synchronous_commit = on");
            }
            statement.execute("INSERT INTO " + table + " VALUES (1000, 0), (1001, 0)");
            statement.execute("UPDATE " + table + " SET n = -1 WHERE id = 1");
            statement.execute("DELETE FROM " + table + " WHERE id = 2");
        }
        this.xid = value("SELECT pg_current_xact_id()::xid::text");
        this.pid = Integer.parseInt(value("SELECT pg_backend_pid()::text"));
        this.commit = new Thread(this::commit, "commit-" + site.database());
    }

    /** Returns when it is as unfinished as its kind says. */
    static CrossingTransaction begin(Kind kind, Site site, String table) throws SQLException {
        CrossingTransaction transaction = new CrossingTransaction(kind, site, table);
        switch (kind) {
            case OPEN -> {
                // Nothing to add.
            }
            case PREPARED -> {
                try (Statement statement = transaction.connection.createStatement()) {
                    statement.execute("PREPARE TRANSACTION '" + PREPARED + "'");
                }
            }
            case COMMITTING_UNTIL_RELOAD, COMMITTING_UNTIL_CANCEL -> {
                transaction.commit.start();
                Await.until("the commit waits", SOON, transaction::isCommitting);
            }
        }
        return transaction;
    }

    private boolean isCommitting() {
        return site.server()
                        .queryLong(
                                site.database(),
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid = " + pid)
                == 1;
    }

    /** Whether a walsender, which makes a slot, waits for this transaction. */
    boolean isWaitedFor() {
        return site.server()
                        .queryLong(
                                site.database(),
                                "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted"
                                        + " AND a.backend_type = 'walsender' AND l.transactionid::text = '" + xid + "'")
                == 1;
    }

    /** Ends it, committed. */
    void end() throws SQLException {
        switch (kind) {
            case OPEN -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO " + table + " VALUES (1002, 0)");
                }
                connection.commit();
            }
            case PREPARED -> site.execute("COMMIT PREPARED '" + PREPARED + "'");
            case COMMITTING_UNTIL_RELOAD -> {
                site.execute("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()");
                join();
            }
            case COMMITTING_UNTIL_CANCEL -> {
                site.execute("SELECT pg_cancel_backend(" + pid + ")");
                join();
            }
        }
    }

    private void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void join() {
        try {
            commit.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String value(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
