package dev.headgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies on a staging root beside what its log names, seen without any code of the gateway.
 *
 * @param temporaryData data files without a final name
 * @param unnamedData data files under their final name that no entry names
 * @param temporaryEntries log entries without a final name
 * @param entries log entries
 */
record StagingLeftovers(long temporaryData, long unnamedData, long temporaryEntries, long entries) {

    private static final String ENTRY_NAME = "\\d{20}\\.json";

    static StagingLeftovers of(Path root, StagedLog log) {
        Set<String> named = log.entries().stream()
                .flatMap(entry -> StagedLog.files(entry).stream())
                .map(file -> file.path("path").asText())
                .collect(Collectors.toSet());
        try (Stream<Path> walk = Files.walk(root)) {
            Set<String> paths = walk.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .collect(Collectors.toSet());
            return new StagingLeftovers(
                    count(paths, name(".*\\.parquet\\.[0-9a-f]{8}\\.tmp")),
                    paths.stream()
                            .filter(path -> path.endsWith(".parquet") && !named.contains(path))
                            .count(),
                    count(paths, name("\\." + ENTRY_NAME + "\\.[0-9a-f]{8}\\.tmp")),
                    count(paths, name(ENTRY_NAME)));
        } catch (NoSuchFileException e) {
            return new StagingLeftovers(0, 0, 0, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String pattern) {
        return "(.*/)?" + pattern;
    }

    private static long count(Set<String> paths, String pattern) {
        return paths.stream().filter(path -> path.matches(pattern)).count();
    }
}
