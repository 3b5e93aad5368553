package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Where and when a benchmark ran.
 *
 * @param processor model name, or the architecture where the kernel does not tell a name
 */
record Machine(
        Instant startedAt,
        String processor,
        int cores,
        long memoryBytes,
        String kernel,
        String javaVersion,
        String postgresVersion) {

    static Machine describe(Instant startedAt, String postgresVersion) throws IOException {
        return new Machine(
                startedAt.truncatedTo(ChronoUnit.SECONDS),
                value(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(value(Path.of("/proc/meminfo"), "MemTotal", "0 kB")
                                .replace(" kB", ""))
                        * 1024,
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                postgresVersion);
    }

    /** The value of the first line {@code name : value}. */
    private static String value(Path file, String name, String otherwise) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    String markdown() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores (%s), %.0f GiB, Linux %s, Java %s, PostgreSQL %s",
                startedAt,
                cores,
                processor,
                memoryBytes / (double) (1L << 30),
                kernel,
                javaVersion,
                postgresVersion);
    }
}
