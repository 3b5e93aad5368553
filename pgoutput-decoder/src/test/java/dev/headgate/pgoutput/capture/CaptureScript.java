package dev.headgate.pgoutput.capture;

import java.util.List;

/** What happens on the server whose stream becomes the golden frames. */
final class CaptureScript {
    private CaptureScript() {}

    static List<String> schema() {
        return List.of(
                "CREATE TYPE mood AS ENUM ('glad', 'sad')",
                "CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100)",
                "CREATE TABLE by_key (id int PRIMARY KEY, name text, big text)",
                "ALTER TABLE by_key ALTER COLUMN big SET STORAGE EXTERNAL",
                "CREATE TABLE by_full (id int, name text, big text)",
                "ALTER TABLE by_full ALTER COLUMN big SET STORAGE EXTERNAL",
                "ALTER TABLE by_full REPLICA IDENTITY FULL",
                "CREATE TABLE by_index (id int PRIMARY KEY, code text NOT NULL UNIQUE, note text)",
                "ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_code_key",
                "CREATE TABLE by_nothing (id int, note text)",
                "ALTER TABLE by_nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE typed (id bigint PRIMARY KEY, m mood, p percent, at timestamptz, j jsonb, n int[])",
                "CREATE TABLE parent (id serial PRIMARY KEY)",
                "CREATE TABLE child (id serial PRIMARY KEY, parent_id int REFERENCES parent)",
                "CREATE SCHEMA \"schöne Tabellen\"",
                "CREATE TABLE \"schöne Tabellen\".\"a/b \"\"c\"\"\" (\"größe €\" int PRIMARY KEY)",
                "CREATE PUBLICATION everything FOR TABLE by_key, by_full, by_index, typed, parent, child,"
                        + " \"schöne Tabellen\".\"a/b \"\"c\"\"\"",
                "CREATE PUBLICATION inserts FOR TABLE by_nothing WITH (publish = 'insert')",
                "SELECT pg_replication_origin_create('elsewhere')");
    }

    static List<String> changes() {
        return List.of(
                "INSERT INTO by_key VALUES (1, 'one', repeat('x', 2100)), (2, NULL, '')",
                "UPDATE by_key SET name = 'uno' WHERE id = 1",
                "UPDATE by_key SET id = 10 WHERE id = 1",
                "DELETE FROM by_key WHERE id = 2",
                "INSERT INTO by_full VALUES (1, 'one', repeat('y', 2100))",
                "UPDATE by_full SET name = NULL",
                "DELETE FROM by_full",
                "INSERT INTO by_index VALUES (1, 'A', 'note')",
                "UPDATE by_index SET note = 'other'",
                "UPDATE by_index SET code = 'B'",
                "DELETE FROM by_index",
                "INSERT INTO by_nothing VALUES (1, 'seen by another publication')",
                "INSERT INTO typed VALUES (1, 'sad', 12.50, '2026-11-20 10:00:00.5+00', '{\"a\": [1]}', '{1,NULL,3}')",
                "INSERT INTO \"schöne Tabellen\".\"a/b \"\"c\"\"\" VALUES (7)",
                "INSERT INTO parent DEFAULT VALUES",
                "INSERT INTO child (parent_id) VALUES (1)",
                "TRUNCATE by_full, by_index",
                "TRUNCATE parent RESTART IDENTITY CASCADE",
                "SELECT pg_logical_emit_message(false, 'mark', 'at once')",
                "BEGIN",
                "INSERT INTO by_key VALUES (20, 'with a message', '')",
                "SELECT pg_logical_emit_message(true, 'mark', 'in the transaction')",
                "COMMIT",
                // A subtransaction that is rolled back, then more of the same transaction.
                "BEGIN",
                "INSERT INTO by_key VALUES (30, 'kept', '')",
                "SAVEPOINT s",
                "INSERT INTO by_key VALUES (31, 'dropped', '')",
                "ROLLBACK TO s",
                "INSERT INTO by_key VALUES (32, 'kept too', '')",
                "TRUNCATE by_full",
                "COMMIT",
                "BEGIN",
                "INSERT INTO by_key VALUES (40, 'never', '')",
                "ROLLBACK",
                // A new shape that only a rolled back transaction saw.
                "BEGIN",
                "ALTER TABLE by_key ADD COLUMN extra int",
                "INSERT INTO by_key VALUES (50, 'never', '', 5)",
                "ROLLBACK",
                "INSERT INTO by_key VALUES (51, 'old shape', '')",
                "ALTER TABLE by_key ADD COLUMN extra int",
                "INSERT INTO by_key VALUES (52, 'new shape', '', 5)",
                "BEGIN",
                "INSERT INTO by_key VALUES (60, 'prepared', '', NULL)",
                "PREPARE TRANSACTION 'to commit'",
                "COMMIT PREPARED 'to commit'",
                "BEGIN",
                "INSERT INTO by_key VALUES (61, 'prepared', '', NULL)",
                "PREPARE TRANSACTION 'to roll back'",
                "ROLLBACK PREPARED 'to roll back'",
                "SELECT pg_replication_origin_session_setup('elsewhere')",
                "BEGIN",
                "SELECT pg_replication_origin_xact_setup('16/B374D848', '2026-11-20 10:00:00+00')",
                "INSERT INTO by_key VALUES (70, 'from elsewhere', '', NULL)",
                "COMMIT",
                "SELECT pg_replication_origin_session_reset()");
    }
}
