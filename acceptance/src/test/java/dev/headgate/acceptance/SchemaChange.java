package dev.headgate.acceptance;

import java.util.ArrayList;
import java.util.List;

/**
 * A change of a table's shape that {@link SchemaChangeTest} makes while rows change before it, in the same transaction and
 * after it; and what becomes of the table, as {@code docs/schema-change.md} says.
 *
 * @param table its name in schema {@code public} at the end
 * @param becomes what the gateway does with it
 * @param setup statements before the gateway is started: the table with its rows
 * @param together statements of one transaction
 * @param after statements after it, each in a transaction of its own
 * @param since oldest major version of a server that has it
 */
record SchemaChange(
        String table, Becomes becomes, List<String> setup, List<String> together, List<String> after, int since) {

    /** What the gateway does with a table. */
    enum Becomes {
        /** Nothing that anybody is told of. */
        UNTOUCHED,
        /** The change is told; rows go on under the next schema version, where they look different at all. */
        TOLD,
        /** The change is told; what it did to rows is found at the source only, until the table is refreshed. */
        TOLD_AND_BEHIND,
        /** The table is read again. */
        READ_AGAIN,
        /** The table is read for the first time, under its new name. */
        READ
    }

    private static final String ID_N = " (id int PRIMARY KEY, n int)";

    /** Every change, each with a table of its own. */
    static final List<SchemaChange> ALL = List.of(
            simple(Becomes.TOLD, "added", ID_N, "ALTER TABLE added ADD COLUMN extra text", "extra = 'x'"),
            simple(
                    Becomes.READ_AGAIN,
                    "added_with_default",
                    ID_N,
                    "ALTER TABLE added_with_default ADD COLUMN extra int NOT NULL DEFAULT 7",
                    "extra = 8"),
            simple(
                    Becomes.READ_AGAIN,
                    "added_serial",
                    ID_N,
                    "ALTER TABLE added_serial ADD COLUMN extra bigserial",
                    "extra = -id"),
            simple(
                    Becomes.TOLD,
                    "dropped",
                    " (id int PRIMARY KEY, n int, gone text DEFAULT 'x')",
                    "ALTER TABLE dropped DROP COLUMN gone",
                    "n = -n"),
            simple(Becomes.TOLD, "renamed", ID_N, "ALTER TABLE renamed RENAME COLUMN n TO m", "m = -m"),
            simple(
                    Becomes.TOLD,
                    "dropped_and_added",
                    ID_N,
                    "ALTER TABLE dropped_and_added DROP COLUMN n, ADD COLUMN n text",
                    "n = 'new'"),
            simple(
                    Becomes.TOLD,
                    "grown",
                    " (id int PRIMARY KEY, n numeric(8,2), word varchar(10) DEFAULT 'w')",
                    "ALTER TABLE grown ALTER COLUMN n TYPE numeric(12,2), ALTER COLUMN word TYPE varchar(40)",
                    "n = 1234567890.12, word = repeat('w', 40)"),
            simple(
                    Becomes.READ_AGAIN,
                    "widened",
                    ID_N,
                    "ALTER TABLE widened ALTER COLUMN n TYPE bigint",
                    "n = 5000000000"),
            simple(
                    Becomes.READ_AGAIN,
                    "using_text",
                    ID_N,
                    "ALTER TABLE using_text ALTER COLUMN n TYPE text USING 'n' || n",
                    "n = 'new'"),
            simple(
                    Becomes.READ_AGAIN,
                    "using_same_type",
                    ID_N,
                    "ALTER TABLE using_same_type ALTER COLUMN n TYPE int USING n * 100",
                    "n = -n"),
            simple(
                    Becomes.READ_AGAIN,
                    "using_grown",
                    " (id int PRIMARY KEY, n int, word varchar(10) DEFAULT 'w')",
                    "ALTER TABLE using_grown ALTER COLUMN word TYPE varchar(20) USING upper(word)",
                    "n = -n"),
            simple(
                    Becomes.READ_AGAIN,
                    "incompatible",
                    ID_N,
                    "ALTER TABLE incompatible ALTER COLUMN n TYPE boolean USING n % 2 = 0",
                    "n = NOT n"),
            simple(
                    Becomes.READ_AGAIN,
                    "another_key",
                    " (id int PRIMARY KEY, n int, code int UNIQUE NOT NULL GENERATED ALWAYS AS IDENTITY)",
                    "ALTER TABLE another_key DROP CONSTRAINT another_key_pkey, ADD PRIMARY KEY (code)",
                    "n = -n"),
            simple(
                    Becomes.UNTOUCHED,
                    "identity_full",
                    ID_N,
                    "ALTER TABLE identity_full REPLICA IDENTITY FULL",
                    "n = -n"),
            simple(
                    Becomes.READ_AGAIN,
                    "identity_index",
                    " (id int PRIMARY KEY, n int, code int UNIQUE NOT NULL GENERATED ALWAYS AS IDENTITY)",
                    "ALTER TABLE identity_index REPLICA IDENTITY USING INDEX identity_index_code_key",
                    "n = -n"),
            // Two rows change their keys in one statement: a key that is checked later names none of them.
            new SchemaChange(
                    "deferred",
                    Becomes.UNTOUCHED,
                    List.of(
                            "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE, n int)",
                            "ALTER TABLE deferred REPLICA IDENTITY FULL",
                            "INSERT INTO deferred SELECT g, g FROM generate_series(1, 20) g"),
                    List.of("UPDATE deferred SET id = 3 - id WHERE id < 3"),
                    List.of("UPDATE deferred SET n = 0 WHERE id = 1"),
                    13),
            renamed("moved", "was_moved", "ALTER TABLE was_moved RENAME TO moved"),
            renamed(
                    "swapped",
                    "swapped",
                    "ALTER TABLE swapped RENAME TO swapped_old; CREATE TABLE swapped (id int PRIMARY KEY, n int);"
                            + " INSERT INTO swapped SELECT id, 0 FROM swapped_old"),
            renamed(
                    "recreated",
                    "recreated",
                    "DROP TABLE recreated; CREATE TABLE recreated (id int PRIMARY KEY, n int);"
                            + " INSERT INTO recreated VALUES (3, 3), (4, 4)"),
            simple(
                    Becomes.TOLD,
                    "generated",
                    ID_N,
                    "ALTER TABLE generated ADD COLUMN twice int GENERATED ALWAYS AS (n * 2) STORED",
                    "n = -n"),
            simple(
                    Becomes.UNTOUCHED,
                    "generated_dropped",
                    " (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (n * 2) STORED)",
                    "ALTER TABLE generated_dropped DROP COLUMN twice",
                    "n = -n"),
            simple(
                    Becomes.UNTOUCHED,
                    "decorated",
                    ID_N,
                    "ALTER TABLE decorated ALTER COLUMN n SET DEFAULT 5, ADD CONSTRAINT big CHECK (id > -100),"
                            + " ALTER COLUMN n SET NOT NULL, OWNER TO another_owner; GRANT SELECT ON decorated TO PUBLIC;"
                            + " REVOKE INSERT ON decorated FROM another_owner; CREATE INDEX ON decorated (n);"
                            + " COMMENT ON TABLE decorated IS 'decorated'",
                    "n = -n"),
            simple(
                    Becomes.UNTOUCHED,
                    "enumerated",
                    " (id int PRIMARY KEY, n int, feeling mood DEFAULT 'sad', small positive)",
                    "ALTER DOMAIN positive DROP CONSTRAINT positive_check",
                    "small = -1"),
            // Before PostgreSQL checks a domain's constraint against each row, it writes the table anew.
            simple(
                    Becomes.READ_AGAIN,
                    "domain_added",
                    ID_N,
                    "ALTER TABLE domain_added ADD COLUMN small even",
                    "small = 4"),
            simple(
                    Becomes.TOLD,
                    "truncated",
                    ID_N,
                    "TRUNCATE truncated; INSERT INTO truncated VALUES (3, 3), (4, 4)",
                    "n = -n"),
            new SchemaChange(
                    "vacuumed",
                    Becomes.TOLD,
                    created("vacuumed", ID_N),
                    List.of("INSERT INTO vacuumed VALUES (100, 1)"),
                    List.of("VACUUM FULL vacuumed", "UPDATE vacuumed SET n = -n"),
                    13),
            partitioned(
                    "part_created",
                    Becomes.TOLD,
                    "CREATE TABLE part_created_2 PARTITION OF part_created FOR VALUES FROM (1000) TO (2000);"
                            + " INSERT INTO part_created VALUES (1500, 1)"),
            partitioned(
                    "part_attached",
                    Becomes.TOLD_AND_BEHIND,
                    "CREATE TABLE part_attached_2 (id int PRIMARY KEY, n int); INSERT INTO part_attached_2 VALUES (1500, 1);"
                            + " ALTER TABLE part_attached ATTACH PARTITION part_attached_2 FOR VALUES FROM (1000) TO (2000)"),
            partitioned(
                    "part_detached",
                    Becomes.TOLD_AND_BEHIND,
                    "ALTER TABLE part_detached DETACH PARTITION part_detached_1"),
            partitioned("part_dropped", Becomes.TOLD_AND_BEHIND, "DROP TABLE part_dropped_1"),
            partitioned("part_truncated", Becomes.TOLD_AND_BEHIND, "TRUNCATE part_truncated_1"),
            partitioned(
                    "part_altered",
                    Becomes.READ_AGAIN,
                    "ALTER TABLE part_altered ALTER COLUMN n TYPE text USING 'n' || n"));

    /** Statements before all tables. */
    static final List<String> BEFORE_ALL = List.of(
            "CREATE TYPE mood AS ENUM ('sad', 'ok')",
            "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
            "CREATE DOMAIN even AS int CHECK (VALUE % 2 = 0)");

    /** Statements that cannot be in a transaction with others that use what they make. */
    static final List<String> AFTER_ALL =
            List.of("ALTER TYPE mood ADD VALUE 'happy'", "UPDATE enumerated SET feeling = 'happy' WHERE id > 5");

    private static List<String> created(String table, String columns) {
        return List.of(
                "CREATE TABLE " + table + columns,
                "INSERT INTO " + table + " (id, n) SELECT g, g FROM generate_series(1, 20) g");
    }

    private static SchemaChange simple(
            Becomes becomes, String table, String columns, String change, String assignments) {
        return new SchemaChange(
                table,
                becomes,
                created(table, columns),
                List.of(
                        "INSERT INTO " + table + " (id, n) VALUES (100, 100)",
                        "UPDATE " + table + " SET n = n + 1 WHERE id = 1",
                        change,
                        "UPDATE " + table + " SET " + assignments + " WHERE id IN (3, 100)"),
                List.of(
                        "UPDATE " + table + " SET " + assignments + " WHERE id = 4",
                        "DELETE FROM " + table + " WHERE id = 5"),
                13);
    }

    private static SchemaChange renamed(String table, String before, String change) {
        return new SchemaChange(
                table,
                table.equals(before) ? Becomes.READ_AGAIN : Becomes.READ,
                created(before, ID_N),
                List.of(
                        "UPDATE " + before + " SET n = n + 1 WHERE id = 1",
                        change,
                        "UPDATE " + table + " SET n = -n WHERE id = 3"),
                List.of("UPDATE " + table + " SET n = 9 WHERE id = 4"),
                13);
    }

    private static SchemaChange partitioned(String table, Becomes becomes, String change) {
        List<String> setup = new ArrayList<>();
        setup.add("CREATE TABLE " + table + ID_N + " PARTITION BY RANGE (id)");
        setup.add("CREATE TABLE " + table + "_0 PARTITION OF " + table + " FOR VALUES FROM (0) TO (10)");
        setup.add("CREATE TABLE " + table + "_1 PARTITION OF " + table + " FOR VALUES FROM (10) TO (1000)");
        setup.add("INSERT INTO " + table + " SELECT g, g FROM generate_series(1, 20) g");
        return new SchemaChange(
                table,
                becomes,
                setup,
                List.of("DELETE FROM " + table + " WHERE id = 1", change, "DELETE FROM " + table + " WHERE id = 2"),
                List.of("DELETE FROM " + table + " WHERE id = 3"),
                13);
    }
}
