package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real PostGIS, as Debian packages it for PostgreSQL 15: shapes that are read and streamed, binary and as text. */
final class PostgisTest {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15");
    private static final String[] SHAPES = {
        "CREATE EXTENSION postgis",
        "CREATE TABLE shapes (id int PRIMARY KEY, any_shape geometry, point geometry(PointZ, 4326), place geography)",
        "INSERT INTO shapes SELECT g, ST_Buffer(ST_MakePoint(g, -g), 10, 1 + g % 40), ST_SetSRID(ST_MakePoint(g, g / 3.0, -g),"
                + " 4326), ST_SetSRID(ST_MakePoint(g % 180, g % 90), 4326)::geography FROM generate_series(1, 300) g",
        "INSERT INTO shapes VALUES (0, NULL, NULL, NULL), (-1, 'POINT EMPTY', 'POINT Z EMPTY', 'POINT EMPTY'),"
                + " (-2, 'GEOMETRYCOLLECTION ZM (POINT ZM (1 2 3 4), LINESTRING ZM (1 2 3 4, 5 6 7 8))'::geometry, NULL,"
                + " 'POLYGON((0 0, 1 0, 1 1, 0 0))'),"
                + " (-3, 'SRID=3857;CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))', NULL, 'SRID=4326;POINT(-71 42)'),"
                + " (-4, ST_MakePoint('Infinity', '-1e308'), NULL, NULL)"
    };

    private Path directory = Path.of("");

    @BeforeEach
    void makeDirectory() throws IOException {
        assertThat(DEBIAN.resolve("bin/initdb")).as("apt-get install postgresql-15-postgis-3").isExecutable();
        // The server's own user has to be able to enter it.
        directory = Files.createTempDirectory("headgate-postgis-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        // Programs of this version are taken from the cache where it has them.
        Files.createSymbolicLink(directory.resolve("postgres-15"), DEBIAN);
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void shapes_are_staged_as_the_well_known_binary_that_the_source_holds() throws IOException {
        stage("shapes_binary", List.of());
    }

    @Test
    void shapes_are_the_same_where_a_type_without_binary_form_makes_the_stream_text() throws IOException {
        stage("shapes_text", List.of("CREATE TABLE boxes (id int PRIMARY KEY, flat box2d, solid box3d)"));
    }

    private void stage(String database, List<String> more) throws IOException {
        try (EmbeddedServer server = EmbeddedServer.builder()
                        .majorVersion(15)
                        .cacheDirectory(directory)
                        .start();
                Site site = Site.create(
                        server,
                        Files.createDirectory(directory.resolve(database)),
                        database,
                        Stream.concat(Stream.of(SHAPES), more.stream()).toArray(String[]::new))) {
            try (GatewayProcess gateway = site.startStreaming()) {
                SnapshotTest.awaitLoaded(site, gateway);
                site.execute(
                        "INSERT INTO shapes SELECT id + 1000, any_shape, point, place FROM shapes",
                        "UPDATE shapes SET any_shape = ST_Translate(any_shape, 1, 1) WHERE id % 3 = 0 AND id > 0",
                        "UPDATE shapes SET id = id + 5000 WHERE id % 7 = 0",
                        "DELETE FROM shapes WHERE id % 11 = 0");
                if (!more.isEmpty()) {
                    site.execute("INSERT INTO boxes VALUES (1, 'BOX(1 2,3 4)', 'BOX3D(1 2 3,4 5 6)'), (2, NULL, NULL)");
                }
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
        }
    }
}
