package dev.headgate.quickstart.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one writer does with the tables of {@link WaterUtility}. Writers keep to keys of their own, so that they seldom
 * meet: writer w of n uses numbers that leave the remainder w.
 */
final class UtilityDay {

    private static final int LARGEST_BODY = 60_000;

    private final Random random;
    private final int writer;
    private final int writerCount;
    private int documents;
    private int meters;
    private int readings;
    private long alarms;

    UtilityDay(Random random, int writer, int writerCount) {
        this.random = random;
        this.writer = writer;
        this.writerCount = writerCount;
    }

    /** Runs one transaction's statements and says whether it is to be committed. */
    boolean transaction(Connection connection) throws SQLException {
        int dice = random.nextInt(100);
        if (dice < 30) {
            takeReadings(connection, 5 + random.nextInt(20));
        } else if (dice < 40) {
            registerCustomer(connection);
        } else if (dice < 52) {
            changeCustomer(connection);
        } else if (dice < 60) {
            fileDocument(connection);
        } else if (dice < 70) {
            reviseDocument(connection);
        } else if (dice < 74) {
            renumberDocument(connection);
        } else if (dice < 78) {
            replaceMeter(connection);
        } else if (dice < 82) {
            forget(connection);
        } else if (dice < 90) {
            moveGate(connection);
        } else if (dice < 94) {
            workOrder(connection);
        } else if (dice < 97) {
            changeOfMind(connection);
        } else if (dice < 98) {
            run(connection, "TRUNCATE utility.alarms");
        } else {
            registerCustomer(connection);
            reviseDocument(connection);
            return false;
        }
        return true;
    }

    private void takeReadings(Connection connection, int count) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO utility.readings VALUES (?, ?, ?::numeric / 1000, ?, ?, "
                        + "timestamp '2026-01-01' + ? * interval '1 millisecond')")) {
            for (int row = 0; row < count; row++) {
                statement.setString(1, meter(random.nextInt(meters + 1)));
                statement.setInt(2, own(readings++));
                statement.setLong(3, random.nextInt(1_000_000_000));
                statement.setDouble(4, random.nextGaussian() * 10);
                statement.setFloat(5, random.nextFloat() * 30);
                statement.setLong(6, random.nextInt(Integer.MAX_VALUE));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void registerCustomer(Connection connection) throws SQLException {
        long customer;
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO utility.customers (name, email, since) VALUES (?, ?, date '2000-01-01' + ?) RETURNING id")) {
            String name = word();
            statement.setString(1, name);
            statement.setString(2, random.nextInt(10) == 0 ? null : name + "@example.org");
            statement.setInt(3, random.nextInt(9_000));
            try (ResultSet id = statement.executeQuery()) {
                id.next();
                customer = id.getLong(1);
            }
        }
        for (int meter = random.nextInt(3); meter >= 0; meter--) {
            run(
                    connection,
                    "INSERT INTO utility.meters VALUES (?, ?, date '2026-01-01', ?)",
                    meter(meters++),
                    customer,
                    random.nextInt(100));
        }
    }

    private void changeCustomer(Connection connection) throws SQLException {
        run(
                connection,
                "UPDATE utility.customers SET balance = balance + ?::numeric / 100, active = NOT active, updated_at = now() "
                        + "WHERE id % ? = ? AND id > (SELECT max(id) FROM utility.customers) - ?",
                random.nextInt(10_000) - 5_000,
                writerCount,
                writer,
                random.nextInt(50));
    }

    private void fileDocument(Connection connection) throws SQLException {
        run(
                connection,
                "INSERT INTO utility.documents VALUES (?, ?, ?, decode(?, 'hex'), ?::text[], 1)",
                own(documents++),
                word(),
                hex(random.nextInt(LARGEST_BODY)),
                random.nextBoolean() ? null : hex(2 * random.nextInt(4_000)),
                "{" + word() + ",\"" + word() + " " + word() + "\"}");
    }

    /** Without the body, which is then not in the change, or with a new one. */
    private void reviseDocument(Connection connection) throws SQLException {
        int id = own(random.nextInt(documents + 1));
        if (random.nextInt(4) > 0) {
            run(connection, "UPDATE utility.documents SET revision = revision + 1 WHERE id = ?", id);
        } else {
            run(
                    connection,
                    "UPDATE utility.documents SET revision = revision + 1, body = ? WHERE id = ?",
                    random.nextInt(5) == 0 ? null : hex(random.nextInt(LARGEST_BODY)),
                    id);
        }
    }

    /** A key change; body and scan are not in it. */
    private void renumberDocument(Connection connection) throws SQLException {
        int from = own(random.nextInt(documents + 1));
        int to = own(documents++);
        run(connection, "UPDATE utility.documents SET id = ? WHERE id = ?", to, from);
        if (random.nextBoolean()) {
            run(connection, "UPDATE utility.documents SET title = ? WHERE id = ?", word(), to);
        }
    }

    private void replaceMeter(Connection connection) throws SQLException {
        run(
                connection,
                "UPDATE utility.meters SET serial = ?, installed = installed + 1 WHERE serial = ?",
                meter(meters++),
                meter(random.nextInt(meters)));
    }

    private void forget(Connection connection) throws SQLException {
        run(connection, "DELETE FROM utility.documents WHERE id = ?", own(random.nextInt(documents + 1)));
        run(
                connection,
                "DELETE FROM utility.readings WHERE meter = ? AND number % 3 = 0",
                meter(random.nextInt(meters + 1)));
        run(
                connection,
                "DELETE FROM utility.customers WHERE id = (SELECT min(id) FROM utility.customers WHERE id % ? = ?)",
                writerCount,
                writer);
    }

    private void moveGate(Connection connection) throws SQLException {
        String gate = "gate " + writer + "-" + random.nextInt(8);
        run(
                connection,
                "INSERT INTO utility.gates VALUES (?, ?, ?, now()) ON CONFLICT (name) DO UPDATE "
                        + "SET opened_mm = excluded.opened_mm, note = excluded.note, moved_at = now()",
                gate,
                random.nextInt(2_000),
                random.nextInt(3) == 0 ? null : word());
        run(
                connection,
                "INSERT INTO utility.alarms VALUES (?, ?, ?)",
                alarms++ * writerCount + writer,
                gate,
                "opened: \"" + word() + "\"\n\\t");
    }

    private void workOrder(Connection connection) throws SQLException {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        run(
                connection,
                "INSERT INTO utility.work_orders VALUES (?, 'reported', ?::jsonb, '07:30'::time + ? * interval '1 second')",
                id,
                "{\"what\": \"" + word() + "\", \"parts\": [1, 2.50, null]}",
                random.nextInt(30_000));
        run(
                connection,
                "UPDATE utility.work_orders SET state = ?::utility.work_state WHERE id = ?",
                random.nextBoolean() ? "scheduled" : "done",
                id);
    }

    /** A part of the transaction is undone; what comes before and after stays. */
    private void changeOfMind(Connection connection) throws SQLException {
        takeReadings(connection, 3);
        Savepoint savepoint = connection.setSavepoint();
        fileDocument(connection);
        run(connection, "DELETE FROM utility.gates WHERE name LIKE ?", "gate " + writer + "-%");
        connection.rollback(savepoint);
        reviseDocument(connection);
    }

    private int own(int number) {
        return number * writerCount + writer;
    }

    private String meter(int number) {
        return "M-" + writer + "-" + number;
    }

    private String word() {
        return "w" + Integer.toString(random.nextInt(2_000_000), 36);
    }

    /** Text that does not compress into the row. */
    private String hex(int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    private static void run(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        if (parameters.length == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            statement.execute();
        }
    }
}
