package dev.headgate.acceptance.rules;

import java.util.List;

/**
 * Which of our packages may use the packages of a library, or of another module.
 *
 * @param library prefix of the packages that are used
 * @param users prefixes of our packages that may use them
 * @param reason why nobody else may
 */
record LibraryRule(String library, List<String> users, String reason) {

    static final List<LibraryRule> ALL = List.of(
            new LibraryRule(
                    "io.netty",
                    List.of("dev.headgate.pgoutput", "dev.headgate.gateway.source", "dev.headgate.gateway.pipeline"),
                    "buffers live between the socket and the column batch"),
            new LibraryRule(
                    "org.apache.parquet",
                    List.of("dev.headgate.staging.parquet", "dev.headgate.gateway.cli"),
                    "one package writes the file format; inspect reads it for a person"),
            new LibraryRule(
                    "org.apache.hadoop",
                    List.of("dev.headgate.staging.parquet", "dev.headgate.staging.store"),
                    "Hadoop is what Parquet and object stores need, nothing else"),
            new LibraryRule(
                    "org.postgresql",
                    List.of("dev.headgate.gateway.source", "dev.headgate.quickstart"),
                    "one package speaks to the server"),
            new LibraryRule("jakarta.mail", List.of("dev.headgate.gateway.event"), "one class writes mails"),
            new LibraryRule(
                    "dev.headgate.pgoutput",
                    List.of("dev.headgate.pgoutput", "dev.headgate.gateway"),
                    "the decoder and the staging writer are libraries of their own"),
            new LibraryRule(
                    "dev.headgate.staging",
                    List.of("dev.headgate.staging", "dev.headgate.gateway"),
                    "the decoder and the staging writer are libraries of their own"),
            new LibraryRule(
                    "dev.headgate.gateway",
                    List.of("dev.headgate.gateway"),
                    "the libraries and the quickstart work without the daemon"));

    /** Whether a class of that package may use a class of the other. */
    boolean allows(String from, String to) {
        return !within(to, library) || users.stream().anyMatch(user -> within(from, user));
    }

    static boolean within(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }
}
