package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The two files that {@code init} writes.
 *
 * @param include globs {@code schema.table}
 * @param passwordFile null: the password comes from the environment
 */
record InitFiles(
        String source,
        String host,
        int port,
        String database,
        String user,
        List<String> include,
        Path staging,
        @Nullable Path passwordFile) {

    String yaml() {
        String password = passwordFile == null ? "${HEADGATE_PASSWORD}" : "${file:" + passwordFile + "}";
        return """
                # Configuration of Headgate. Every key: docs/configuration.md. Check it with: headgate validate
                version: 1

                connections:
                  main:
                    host: %s
                    port: %d
                    user: %s
                    # ${NAME} is an environment variable, ${file:/path} the content of a file.
                    password: %s
                    # verify-full checks the server's certificate and name. Without TLS on a trusted network: disable
                    tls: verify-full
                    # tls_root_certificate: /etc/ssl/certs/postgres-ca.pem

                sources:
                  # The name stays for ever: it names the commit log in the staging directory.
                  %s:
                    connection: main
                    database: %s
                    # Slot and publication are created if absent; the SQL file creates the publication.
                    slot: %s
                    publication: %s
                    include: [%s]
                    # exclude: ["public.tmp_*"]
                    # exclude_columns: { "public.customers": [ssn] }
                    # destination: { catalog: "{database}", schema: "{schema}" }
                    # heartbeat_interval: 30s

                staging:
                  uri: %s
                  flush:
                    # A change is durable, and acknowledged, at most this long after it was received.
                    max_age: 10s
                    max_bytes: 128MiB
                  compression: zstd
                  # Files are kept this long, and until every registered consumer has read them.
                  retention: 30d

                admin:
                  # /livez /readyz /metrics /api/v1/status
                  listen: "127.0.0.1:8480"

                logging:
                  level: info
                  # text on a terminal, json elsewhere
                  format: auto
                """.formatted(
                        quoted(host),
                        port,
                        quoted(user),
                        quoted(password),
                        source,
                        quoted(database),
                        slot(),
                        slot(),
                        include.stream().map(InitFiles::quoted).collect(Collectors.joining(", ")),
                        quoted(staging.toUri().toString().replaceAll("/$", "")));
    }

    String sql() {
        return """
                -- Prepares database %1$s for Headgate. Run it in that database as a role that may do so
                -- (a superuser, or the administrator role of a cloud service), with psql:
                --   psql -d %1$s -v ON_ERROR_STOP=1 -f headgate.sql

                -- 1. Server settings. wal_level needs a restart; skip what is set already.
                --    Amazon RDS and Aurora: parameter group, rds.logical_replication = 1.
                --    Cloud SQL: flag cloudsql.logical_decoding = on. Azure: server parameter wal_level = logical.
                -- ALTER SYSTEM SET wal_level = 'logical';
                -- ALTER SYSTEM SET max_wal_senders = 10;         -- one per source, and one to spare
                -- ALTER SYSTEM SET max_replication_slots = 10;   -- one per source, and one to spare
                --    The most WAL that the server keeps for a gateway that is down. Without a limit its disk can fill;
                --    with one, a gateway that is down for longer loses its slot.
                -- ALTER SYSTEM SET max_slot_wal_keep_size = '100GB';
                SHOW wal_level;

                -- 2. The role. Set its password with: \\password %2$s
                DO $$
                BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %3$s) THEN
                        CREATE ROLE %2$s LOGIN REPLICATION CONNECTION LIMIT 8;
                    END IF;
                END
                $$;
                -- Amazon RDS and Aurora, instead of REPLICATION:
                -- GRANT rds_replication TO %2$s;

                -- 3. What it may read: changes come through the slot, the rows that are there already with SELECT.
                GRANT CONNECT ON DATABASE %1$s TO %2$s;
                DO $$
                DECLARE
                    selected record;
                BEGIN
                    FOR selected IN
                        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                           AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'
                           AND (%4$s)
                    LOOP
                        EXECUTE format('GRANT USAGE ON SCHEMA %%I TO %%I', selected.nspname, %3$s);
                        EXECUTE format('GRANT SELECT ON %%I.%%I TO %%I', selected.nspname, selected.relname, %3$s);
                    END LOOP;
                END
                $$;

                -- 4. The publications. The first has every selected table whose updates and deletes can be identified. A
                --    table without primary key and without REPLICA IDENTITY goes into the second, which publishes its
                --    inserts only: the first would make the application's UPDATE and DELETE of it fail.
                DO $$
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
                                               WHERE i.indrelid = c.oid
                                                 AND ((c.relreplident = 'd' AND i.indisprimary)
                                                      OR (c.relreplident = 'i' AND i.indisreplident)))
                                   AS has_identity
                              FROM pg_class c
                              JOIN pg_namespace n ON n.oid = c.relnamespace
                             WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition
                               AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%%'
                               AND (%4$s)) AS selected;
                    IF identified IS NULL THEN
                        RAISE EXCEPTION 'No selected table has a key';
                    END IF;
                    EXECUTE format('CREATE PUBLICATION %%I FOR TABLE %%s WITH (publish_via_partition_root = true)',
                                   %5$s, identified);
                    IF inserts_only IS NOT NULL THEN
                        EXECUTE format('CREATE PUBLICATION %%I FOR TABLE %%s'
                                       ' WITH (publish = ''insert'', publish_via_partition_root = true)',
                                       %5$s || '_inserts', inserts_only);
                    END IF;
                END
                $$;

                -- 5. What is published:
                SELECT pubname, schemaname, tablename FROM pg_publication_tables
                 WHERE pubname IN (%5$s, %5$s || '_inserts') ORDER BY 1, 2, 3;
                """.formatted(identifier(database), identifier(user), literal(user), selection(), literal(slot()));
    }

    private String slot() {
        return "headgate_" + source.replace('-', '_');
    }

    /** The globs as LIKE conditions. */
    private String selection() {
        return include.stream()
                .map(glob -> {
                    int dot = glob.indexOf('.');
                    return "(n.nspname LIKE " + literal(like(glob.substring(0, Math.max(dot, 0))))
                            + " AND c.relname LIKE " + literal(like(glob.substring(dot + 1))) + ")";
                })
                .collect(Collectors.joining(" OR "));
    }

    private static String like(String glob) {
        return glob.replace("%", "\\%").replace("_", "\\_").replace('*', '%').replace('?', '_');
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
