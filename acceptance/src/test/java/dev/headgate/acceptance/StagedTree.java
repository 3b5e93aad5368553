package dev.headgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The data files and log entries below a staging root at one moment. */
final class StagedTree {

    private StagedTree() {}

    /** Relative path and size of all data files, log entries and checkpoints. */
    static Map<String, Long> list(Path root) {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".parquet") || name.endsWith(".json")) {
                    files.put(root.relativize(file).toString(), Files.size(file));
                }
            }
            return files;
        } catch (NoSuchFileException e) {
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a directory and all below it; the target must not exist. */
    static void copy(Path source, Path target) {
        try (Stream<Path> all = Files.walk(source)) {
            for (Path file : all.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a directory and all below it. */
    static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted((left, right) -> right.compareTo(left)).toList()) {
                Files.delete(file);
            }
        } catch (NoSuchFileException ignored) {
            // Already as it shall be.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the files by which processes of one machine lock each other out. */
    static void deleteLocks(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.toList()) {
                if (file.getFileName().toString().contains("lock")) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
