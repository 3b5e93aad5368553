package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.headgate.gateway.preflight.Platform;
import dev.headgate.gateway.preflight.SetupSql;
import dev.headgate.gateway.source.Identifiers;
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
        @Nullable Path passwordFile,
        Platform platform) {

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
        SetupSql sql = new SetupSql(platform, database, user, slot(), slot(), include, List.of());
        return """
                -- Prepares database %1$s for Headgate. Run it in that database as a role that may do so
                -- (a superuser, or the administrator role of a cloud service), with psql:
                --   psql -d %1$s -v ON_ERROR_STOP=1 -f headgate.sql
                -- What is still missing afterwards, and how to mend it, says: headgate check

                """.formatted(Identifiers.quote(database))
                + sql.parameters() + "SHOW wal_level;\n\n" + sql.grants() + "\n" + sql.publication();
    }

    private String slot() {
        return "headgate_" + source.replace('-', '_');
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
