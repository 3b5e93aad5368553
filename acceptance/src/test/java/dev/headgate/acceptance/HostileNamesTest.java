package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that PostgreSQL allows and file systems, SQL and JSON trip over. */
final class HostileNamesTest {

    private static final List<String> NAMES = List.of(
            "../../etc",
            "a/b",
            "..",
            ".",
            ".hidden",
            "twin",
            "Twin",
            "TWIN",
            "CON",
            "trailing. ",
            " leading",
            "per%cent",
            "%2e%2e",
            "back\\slash",
            "quo\"te",
            "apo'strophe",
            "semi;DROP TABLE twin",
            "new\nline",
            "tab\tstop",
            "$dollar$",
            "{brace}",
            "key=value",
            "c:\\windows",
            "naïve",
            "表",
            "😀",
            "ş",
            "İstanbul",
            "é".repeat(31) + "x",
            "n".repeat(63));

    @TempDir
    private Path directory;

    @Test
    void every_name_is_staged_below_the_root_and_none_is_mixed_up_with_another() throws IOException {
        List<String> schema = new ArrayList<>();
        for (String name : NAMES) {
            schema.add("CREATE SCHEMA " + quote("s" + name));
            schema.add("CREATE TABLE " + table(name) + " (" + quote("k" + name) + " int PRIMARY KEY, " + quote(name)
                    + " text)");
            schema.add("CREATE TABLE public." + quote(name) + " (id int PRIMARY KEY, " + quote(name) + " text)");
        }
        Path inner = Files.createDirectories(directory.resolve("a/b/c"));
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                Site site = Site.create(server, inner, "hostile", schema.toArray(new String[0]))) {
            try (GatewayProcess gateway = site.startStreaming()) {
                for (String name : NAMES) {
                    site.execute(
                            "INSERT INTO " + table(name) + " VALUES (1, 'in schema'), (2, 'goes')",
                            "UPDATE " + table(name) + " SET " + quote(name) + " = 'changed' WHERE " + quote("k" + name)
                                    + " = 1",
                            "DELETE FROM " + table(name) + " WHERE " + quote("k" + name) + " = 2",
                            "INSERT INTO public." + quote(name) + " VALUES (1, '" + name.replace("'", "''") + "')");
                }
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
            assertNothingOutside(site.config().stagingRoot());
        }
    }

    private void assertNothingOutside(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            assertThat(files)
                    .filteredOn(file -> !file.startsWith(root))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("headgate.yaml");
            assertThat(files)
                    .filteredOn(file -> file.startsWith(root))
                    .extracting(file -> root.relativize(file).toString())
                    .allMatch(path -> path.matches("[A-Za-z0-9_%./-]+"));
        }
    }

    private static String table(String name) {
        return quote("s" + name) + "." + quote(name);
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
