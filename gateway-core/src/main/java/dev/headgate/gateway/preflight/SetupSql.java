package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.source.DdlTracking;
import dev.headgate.gateway.source.Identifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a database administrator runs for a source, as text for {@code psql}. Made of names alone: it needs no connection,
 * so it is there before the role is.
 *
 * @param include globs {@code schema.table}
 * @param exclude globs taken out of {@code include}
 */
public record SetupSql(
        Platform platform,
        String database,
        String user,
        String slotName,
        String publicationName,
        List<String> include,
        List<String> exclude) {
    /** For a source of the configuration. */
    public static SetupSql of(SourceConfig source, Platform platform) {
        return new SetupSql(
                platform,
                source.database(),
                source.connection().user(),
                source.slot(),
                source.publication(),
                source.include(),
                source.exclude());
    }

    /** How the server's parameters are set, as comments. */
    public String parameters() {
        List<Remedy> atRestart = new ArrayList<>(platform.enableLogicalWal());
        atRestart.addAll(platform.setAtRestart("max_replication_slots", "10"));
        atRestart.addAll(platform.setAtRestart("max_wal_senders", "10"));
        atRestart.sort(Comparator.comparing(remedy -> remedy.kind() == Remedy.Kind.RESTART));
        return """
                -- Server parameters. Skip what is set already. Logical WAL; a slot and a WAL sender per source, some to spare:
                %s-- The most WAL, in MB, that the server keeps for a gateway that is down. Without a limit its disk can fill;
                -- with one, a gateway that is down for longer loses its slot.
                %s""".formatted(comments(atRestart), comments(platform.setAtReload("max_slot_wal_keep_size", "102400")));
    }

    /** Each step once, in order. */
    private static String comments(List<Remedy> remedies) {
        return remedies.stream()
                .distinct()
                .map(remedy -> "--   " + remedy.text() + "\n")
                .collect(Collectors.joining());
    }

    /** The role, and what it may see. Can be run again. */
    public String grants() {
        return """
                -- The role. Set its password with: \\password %1$s
                %2$s
                %3$s
                GRANT CONNECT ON DATABASE %4$s TO %1$s;

                -- Changes come through the slot and need no SELECT. Copying the rows that are there already does.
                DO $headgate$
                DECLARE
                    captured record;
                BEGIN
                    FOR captured IN
                        SELECT n.nspname, c.relname
                          FROM pg_class c
                          JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                           AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'
                           AND %5$s
                    LOOP
                        EXECUTE format('GRANT USAGE ON SCHEMA %%I TO %%I', captured.nspname, %6$s);
                        EXECUTE format('GRANT SELECT ON %%I.%%I TO %%I', captured.nspname, captured.relname, %6$s);
                    END LOOP;
                END
                $headgate$;

                -- Optional: lets "headgate check" see how long the transactions of others are open.
                -- GRANT pg_monitor TO %1$s;
                """.formatted(
                        Identifiers.quote(user),
                        createRole(),
                        platform.grantReplication(user),
                        Identifiers.quote(database),
                        selection(),
                        Identifiers.literal(user));
    }

    /** One statement that creates the role where it is missing; without its password. */
    String createRole() {
        return """
                DO $headgate$
                BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %s) THEN
                        CREATE ROLE %s LOGIN CONNECTION LIMIT 8;
                    END IF;
                END
                $headgate$;""".formatted(Identifiers.literal(user), Identifiers.quote(user));
    }

    /**
     * A block that finds the tables itself and creates the publications. Where a connection can be made,
     * {@code PublicationSetup.createStatements} is exact: it knows excluded columns too.
     */
    public String publication() {
        return """
                -- The publications. The first has every selected table whose updates and deletes can be identified. A table
                -- without primary key and without REPLICA IDENTITY goes into the second, which publishes its inserts only:
                -- the first would make the application's UPDATE and DELETE of it fail.
                DO $headgate$
                DECLARE
                    identified text;
                    inserts_only text;
                BEGIN
                    SELECT string_agg(name, ', ' ORDER BY name) FILTER (WHERE has_identity),
                           string_agg(name, ', ' ORDER BY name) FILTER (WHERE NOT has_identity)
                      INTO identified, inserts_only
                      FROM (SELECT format('%%I.%%I', n.nspname, c.relname) AS name,
                                   c.relreplident = 'f'
                                   OR EXISTS (SELECT FROM pg_index i
                                               WHERE i.indrelid = c.oid AND i.indimmediate
                                                 AND ((c.relreplident = 'd' AND i.indisprimary)
                                                      OR (c.relreplident = 'i' AND i.indisreplident)))
                                   AS has_identity
                              FROM pg_class c
                              JOIN pg_namespace n ON n.oid = c.relnamespace
                             WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition
                               AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'
                               AND %1$s) AS selected;
                    IF identified IS NULL THEN
                        RAISE EXCEPTION 'No selected table has a key';
                    END IF;
                    EXECUTE format('CREATE PUBLICATION %%I FOR TABLE %%s WITH (publish_via_partition_root = true)',
                                   %2$s, identified);
                    IF inserts_only IS NOT NULL THEN
                        EXECUTE format('CREATE PUBLICATION %%I FOR TABLE %%s'
                                       ' WITH (publish = ''insert'', publish_via_partition_root = true)',
                                       %2$s || '_inserts', inserts_only);
                    END IF;
                END
                $headgate$;

                -- What is published:
                SELECT pubname, schemaname, tablename FROM pg_publication_tables
                 WHERE pubname IN (%2$s, %2$s || '_inserts') ORDER BY 1, 2, 3;
                """.formatted(selection(), Identifiers.literal(publicationName));
    }

    /** The slot, for where the gateway is not to create it. */
    public String slot() {
        return """
                -- The slot. The gateway creates it by itself unless create_slot is false. From here on the server keeps WAL.
                %s
                """.formatted(slotStatement());
    }

    String slotStatement() {
        return "SELECT pg_create_logical_replication_slot(" + Identifiers.literal(slotName) + ", 'pgoutput');";
    }

    /** What takes everything away again. Stop the gateway first. */
    public String cleanup() {
        return """
                -- Takes the source away from the server: changes that are not staged yet are lost to the gateway.
                SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %1$s;
                DROP PUBLICATION IF EXISTS %2$s;
                DROP PUBLICATION IF EXISTS %3$s;

                -- DDL tracking, when no other source of this database uses it:
                %5$s
                -- The role, when no other source uses it. It owns nothing; its privileges go first.
                -- DROP OWNED BY %4$s;
                -- DROP ROLE %4$s;
                """.formatted(
                        Identifiers.literal(slotName),
                        Identifiers.quote(publicationName),
                        Identifiers.quote(publicationName + "_inserts"),
                        Identifiers.quote(user),
                        DdlTracking.remove().stream()
                                .map(statement -> "-- " + statement + ";\n")
                                .collect(Collectors.joining()));
    }

    /** The globs as a condition on {@code n.nspname} and {@code c.relname}. */
    private String selection() {
        return "(" + anyOf(include) + ")" + (exclude.isEmpty() ? "" : " AND NOT (" + anyOf(exclude) + ")");
    }

    private static String anyOf(List<String> globs) {
        return globs.stream().map(SetupSql::likes).collect(Collectors.joining(" OR "));
    }

    /** One glob as two LIKE conditions; the first plain dot ends the schema, a backslash makes the next character plain. */
    private static String likes(String glob) {
        StringBuilder schema = new StringBuilder();
        StringBuilder table = new StringBuilder();
        StringBuilder part = schema;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '.' && part == schema) {
                part = table;
            } else if (c == '*') {
                part.append('%');
            } else if (c == '?') {
                part.append('_');
            } else {
                char plain = c == '\\' && i + 1 < glob.length() ? glob.charAt(++i) : c;
                part.append("%_\\".indexOf(plain) < 0 ? "" : "\\").append(plain);
            }
        }
        return "(n.nspname LIKE " + Identifiers.literal(schema.toString()) + " AND c.relname LIKE "
                + Identifiers.literal(table.toString()) + ")";
    }
}
