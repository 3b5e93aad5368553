package dev.headgate.gateway.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCheckTest {
    @TempDir
    private Path directory;

    @Test
    void a_missing_staging_root_fails_and_is_not_created() throws Exception {
        Path staging = directory.resolve("it's/staging");
        Finding missing = findings(staging, "memory: { buffers: 8MiB }").get(0);
        assertThat(missing.level()).isEqualTo(Level.FAIL);
        assertThat(staging).doesNotExist();
        assertThat(missing.remedies().get(0).text()).isEqualTo("mkdir -p '" + directory + "/it'\\''s/staging'");
    }

    @Test
    void the_probe_goes_the_way_of_a_staged_file_and_leaves_nothing_behind() throws Exception {
        Path staging = Files.createDirectory(directory.resolve("staging"));
        List<Finding> findings = findings(staging, "memory: { buffers: 8MiB }");
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly(
                        "staging", "staging_file_system", "staging_durability", "staging_free_space", "memory");
        assertThat(findings.get(2).value()).startsWith("a file is durable ");
        try (Stream<Path> left = Files.walk(staging).filter(Files::isRegularFile)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_root_in_which_nothing_can_be_created_fails() throws Exception {
        Path staging = Files.createDirectory(directory.resolve("staging"));
        Files.writeString(staging.resolve("_headgate"), "a file where the log's directory belongs");
        Finding found = findings(staging, "").get(2);
        assertThat(found.level()).isEqualTo(Level.FAIL);
        assertThat(found.check()).isEqualTo("staging_durability");
    }

    @Test
    void file_systems_without_a_disk_of_their_own_are_told() {
        assertThat(HostCheck.fileSystem("ext4").level()).isEqualTo(Level.OK);
        assertThat(HostCheck.fileSystem("nfs4").level()).isEqualTo(Level.WARN);
        assertThat(HostCheck.fileSystem("tmpfs").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void free_space_and_speed_are_judged_by_what_the_gateway_needs() {
        assertThat(HostCheck.freeSpace(10, 100).level()).isEqualTo(Level.FAIL);
        assertThat(HostCheck.freeSpace(150, 100).level()).isEqualTo(Level.WARN);
        assertThat(HostCheck.freeSpace(200, 100).level()).isEqualTo(Level.OK);
        assertThat(HostCheck.durability(3).level()).isEqualTo(Level.OK);
        assertThat(HostCheck.durability(2000).level()).isEqualTo(Level.WARN);
    }

    @Test
    void buffers_larger_than_the_heap_can_hold_are_a_warning() throws Exception {
        List<Finding> findings = findings(directory, "memory: { buffers: 1TiB }");
        assertThat(findings.get(findings.size() - 1).level()).isEqualTo(Level.WARN);
    }

    @Test
    void buffers_that_are_small_for_so_many_sources_are_a_warning() throws Exception {
        String more =
                ", second: { connection: main, database: second }, third: { connection: main, database: third } }";
        List<Finding> findings = findingsOf(more, directory, "memory: { buffers: 11MiB }");
        Finding memory = findings.get(findings.size() - 1);
        assertThat(memory.level()).isEqualTo(Level.WARN);
        assertThat(memory.value()).contains("11 MiB", "3 sources");
    }

    private List<Finding> findings(Path staging, String more) throws Exception {
        return findingsOf("}", staging, more);
    }

    private List<Finding> findingsOf(String moreSources, Path staging, String more) throws Exception {
        Path yaml = Files.writeString(
                directory.resolve("headgate.yaml"), """
                version: 1
                connections: { main: { host: db, user: headgate } }
                sources: { shop: { connection: main, database: shop } %s
                staging: { uri: "%s" }
                %s
                """.formatted(moreSources, staging.toUri(), more));
        return new HostCheck(ConfigLoader.load(yaml, Map.of())).findings();
    }
}
