package dev.headgate.quickstart.workload;

import dev.headgate.quickstart.oracle.RowDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Seeded random transactions over few rows, so that every change meets the ones before it: inserts, updates, deletes, key
 * changes (swaps included), values that go out of line and stay there, savepoints, rollbacks, truncates, several tables
 * in one transaction, now and then a large one.
 *
 * <p>One instance owns one schema and is used by one thread with one connection at a time; several instances on several
 * schemas may run side by side. The same seed gives the same statements.
 *
 * <p>With history, each transaction ends with a row in {@code marks}: its number and a digest of each table as it leaves
 * them. {@link HistoryCheck} compares the rebuilt tables after each commit log entry with those.
 *
 * <pre>
 * plain   (id int PRIMARY KEY, a text, n bigint, big text)
 * pairs   (k1 int, k2 text, n bigint, big text, PRIMARY KEY (k1, k2))
 * wide    (id int PRIMARY KEY, a text, big text)   REPLICA IDENTITY FULL
 * bag     (a text, n int)                          no key, REPLICA IDENTITY FULL (optional)
 * marks   (id bigint PRIMARY KEY, plain text, pairs text, wide text)
 * </pre>
 */
public final class RandomTransactions {

    private static final int KEYS = 40;
    private static final int BIG_FROM = 3_000;
    private static final int BIG_TO = 30_000;
    private static final int LARGE_TRANSACTION = 2_000;

    private final String schema;
    private final boolean bag;
    private final boolean history;
    private final Random random;
    private long number;

    /**
     * Transactions that were not run yet.
     *
     * @param schema a lower-case identifier
     * @param seed decides everything
     * @param bag whether there is a table without key
     * @param history whether to keep {@code marks}
     */
    public RandomTransactions(String schema, long seed, boolean bag, boolean history) {
        this.schema = schema;
        this.random = new Random(seed);
        this.bag = bag;
        this.history = history;
    }

    /** The tables that are created, in the order of the drawing above. */
    public List<String> tables() {
        return bag ? List.of("plain", "pairs", "wide", "marks", "bag") : List.of("plain", "pairs", "wide", "marks");
    }

    /** Schema that holds the tables. */
    public String schema() {
        return schema;
    }

    /** Creates the schema with its tables, empty. */
    public void create(Connection connection) throws SQLException {
        run(connection, "CREATE SCHEMA {s}");
        run(connection, "CREATE TABLE {s}.plain (id int PRIMARY KEY, a text, n bigint, big text)");
        run(connection, "CREATE TABLE {s}.pairs (k1 int, k2 text, n bigint, big text, PRIMARY KEY (k1, k2))");
        run(connection, "CREATE TABLE {s}.wide (id int PRIMARY KEY, a text, big text)");
        run(connection, "CREATE TABLE {s}.marks (id bigint PRIMARY KEY, plain text, pairs text, wide text)");
        run(connection, "ALTER TABLE {s}.wide REPLICA IDENTITY FULL");
        for (String table : List.of("plain", "pairs", "wide")) {
            run(connection, "ALTER TABLE {s}." + table + " ALTER COLUMN big SET STORAGE EXTERNAL");
        }
        if (bag) {
            run(connection, "CREATE TABLE {s}.bag (a text, n int)");
            run(connection, "ALTER TABLE {s}.bag REPLICA IDENTITY FULL");
        }
    }

    /** Runs transactions, one in eight rolled back. */
    public void run(Connection connection, int count) throws SQLException {
        for (int transaction = 0; transaction < count; transaction++) {
            runOne(connection);
        }
    }

    /**
     * Runs one transaction.
     *
     * <p>After an exception it is unknown whether it was committed; roll back (or connect again) and go on.
     *
     * @return whether it was committed, and not rolled back on purpose
     */
    public boolean runOne(Connection connection) throws SQLException {
        number++;
        connection.setAutoCommit(false);
        int changes = 1 + random.nextInt(8);
        for (int change = 0; change < changes; change++) {
            if (random.nextInt(10) == 0) {
                undone(connection);
            }
            change(connection);
        }
        if (random.nextInt(60) == 0) {
            large(connection);
        }
        boolean commit = random.nextInt(8) > 0;
        if (history) {
            run(
                    connection,
                    "INSERT INTO {s}.marks SELECT ?, (" + digest("plain", "id", "a", "n", "big") + "), ("
                            + digest("pairs", "k1", "k2", "n", "big") + "), (" + digest("wide", "id", "a", "big") + ")",
                    number);
        }
        if (commit) {
            connection.commit();
        } else {
            connection.rollback();
        }
        return commit;
    }

    private String digest(String table, String... columns) {
        return RowDigest.postgres(schema + "." + table, List.of(columns));
    }

    /** Some changes behind a savepoint that is rolled back, sometimes with another one inside it. */
    private void undone(Connection connection) throws SQLException {
        Savepoint outer = connection.setSavepoint();
        change(connection);
        if (random.nextBoolean()) {
            Savepoint inner = connection.setSavepoint();
            change(connection);
            if (random.nextBoolean()) {
                connection.rollback(inner);
            } else {
                connection.releaseSavepoint(inner);
            }
            change(connection);
        }
        connection.rollback(outer);
    }

    private void change(Connection connection) throws SQLException {
        switch (random.nextInt(bag ? 15 : 13)) {
            case 0, 1 ->
                run(
                        connection,
                        "INSERT INTO {s}.plain VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
                        key(),
                        word(),
                        random.nextLong(),
                        big());
            case 2 -> run(connection, "UPDATE {s}.plain SET n = n + 1 WHERE id % 4 = ?", random.nextInt(4));
            case 3 -> run(connection, "UPDATE {s}.plain SET big = ? WHERE id = ?", big(), key());
            case 4 -> run(connection, "UPDATE {s}.plain SET a = ? WHERE id = ?", word(), key());
            case 5 -> moveKey(connection);
            case 6 -> swapKeys(connection);
            case 7 -> run(connection, "DELETE FROM {s}.plain WHERE id % 9 = ?", random.nextInt(9));
            case 8 ->
                run(
                        connection,
                        "INSERT INTO {s}.pairs VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        key(),
                        "k" + random.nextInt(3),
                        random.nextLong(),
                        big());
            case 9 ->
                run(
                        connection,
                        "UPDATE {s}.pairs SET k2 = ?, n = n - 1 WHERE k1 = ? AND k2 = 'k1' AND NOT EXISTS "
                                + "(SELECT 1 FROM {s}.pairs p WHERE p.k1 = pairs.k1 AND p.k2 LIKE 'm%')",
                        "m" + random.nextInt(3),
                        key());
            case 10 -> run(connection, "DELETE FROM {s}.pairs WHERE k1 = ?", key());
            case 11 ->
                run(
                        connection,
                        "INSERT INTO {s}.wide VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET a = excluded.a",
                        key(),
                        word(),
                        big());
            case 12 -> rareChange(connection);
            case 13 -> run(connection, "INSERT INTO {s}.bag VALUES (?, ?)", word(), random.nextInt(3));
            default ->
                run(
                        connection,
                        random.nextBoolean()
                                ? "DELETE FROM {s}.bag WHERE ctid IN (SELECT min(ctid) FROM {s}.bag WHERE n = ?)"
                                : "UPDATE {s}.bag SET a = NULL WHERE n = ?",
                        random.nextInt(3));
        }
    }

    private void rareChange(Connection connection) throws SQLException {
        switch (random.nextInt(6)) {
            case 0 -> run(connection, random.nextBoolean() ? "TRUNCATE {s}.pairs" : "TRUNCATE {s}.plain, {s}.wide");
            case 1 -> run(connection, "DELETE FROM {s}.wide WHERE id % 3 = ?", random.nextInt(3));
            case 2 ->
                run(
                        connection,
                        "UPDATE {s}.wide w SET id = -id WHERE id = ? "
                                + "AND NOT EXISTS (SELECT 1 FROM {s}.wide o WHERE o.id = -w.id)",
                        key());
            default -> run(connection, "UPDATE {s}.wide SET a = ? WHERE id = ?", word(), key());
        }
    }

    private void moveKey(Connection connection) throws SQLException {
        int to = key();
        run(
                connection,
                "UPDATE {s}.plain SET id = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM {s}.plain WHERE id = ?)",
                to,
                key(),
                to);
    }

    private void swapKeys(Connection connection) throws SQLException {
        int one = key();
        int other = key();
        if (one == other) {
            return;
        }
        run(connection, "UPDATE {s}.plain SET id = -1 WHERE id = ?", one);
        run(connection, "UPDATE {s}.plain SET id = ? WHERE id = ?", one, other);
        run(connection, "UPDATE {s}.plain SET id = ? WHERE id = -1", other);
    }

    private void large(Connection connection) throws SQLException {
        run(
                connection,
                "INSERT INTO {s}.pairs SELECT 1000 + g, 'large', g, NULL FROM generate_series(1, ?) g ON CONFLICT DO NOTHING",
                LARGE_TRANSACTION);
        run(connection, "DELETE FROM {s}.pairs WHERE k2 = 'large' AND k1 % 100 > 0");
    }

    private int key() {
        return 1 + random.nextInt(KEYS);
    }

    private String word() {
        return "w" + random.nextInt(1_000);
    }

    private @Nullable String big() {
        int dice = random.nextInt(4);
        if (dice == 0) {
            return null;
        }
        if (dice == 1) {
            return word();
        }
        int length = BIG_FROM + random.nextInt(BIG_TO - BIG_FROM);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Character.forDigit(random.nextInt(36), 36));
        }
        return text.toString();
    }

    private void run(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        String statementText = sql.replace("{s}", schema);
        if (parameters.length == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(statementText);
            }
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(statementText)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            statement.execute();
        }
    }
}
