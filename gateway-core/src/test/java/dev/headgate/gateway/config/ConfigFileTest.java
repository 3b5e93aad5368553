package dev.headgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final String TEXT = """
            version: 1
            connections:
              main: { host: db, user: headgate, password: "${file:password}" }
            sources:
              shop: { connection: main, database: shop, exclude: ["a.*", "b.*"] }
            staging: { uri: file:///tmp/none }
            logging: { level: info }
            """;

    @TempDir
    private Path directory;

    @Test
    void keys_that_differ_come_or_go_are_named_and_their_values_are_not() throws Exception {
        write("password", "geheim");
        ConfigFile before = read(TEXT);
        write("password", "other");
        write(
                "headgate.yaml",
                TEXT.replace("[\"a.*\", \"b.*\"]", "[\"a.*\", \"c.*\", \"d.*\"], wal_guard: { budget: 1GiB }")
                        .replace("logging: { level: info }", "admin: { enabled: false }"));

        assertThat(before.changes(before.readAgain()))
                .containsExactly(
                        "admin.enabled",
                        "connections.main.password",
                        "logging.level",
                        "sources.shop.exclude",
                        "sources.shop.wal_guard.budget");
    }

    @Test
    void what_means_the_same_is_no_change_and_neither_is_what_the_ingestion_reads() throws Exception {
        write("password", "geheim");
        ConfigFile before = read(TEXT);
        assertThat(before.changes(read(
                        TEXT + "memory: {}\nadmin: { enabled: true }\npipelines: { lake: { x: \"${UNSET}\" } }\n")))
                .isEmpty();
        assertThat(before.changes(read(TEXT.replace("level: info", "level: warn") + "pipelines: { lake: { x: 1 } }\n")))
                .containsExactly("logging.level");
    }

    @Test
    void a_file_that_is_wrong_now_has_its_problems() throws Exception {
        write("password", "geheim");
        ConfigFile before = read(TEXT);
        write("headgate.yaml", TEXT.replace("database", "databse"));
        assertThatThrownBy(before::readAgain)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("databse");
        Files.delete(directory.resolve("headgate.yaml"));
        assertThatThrownBy(before::readAgain)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read");
    }

    private ConfigFile read(String text) throws Exception {
        return ConfigLoader.read(write("headgate.yaml", text), Map.of());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
