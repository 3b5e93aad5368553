package dev.headgate.quickstart.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a command of the server is run: PostgreSQL refuses to run as root, so root needs a way down.
 *
 * <p>A user namespace without a mapping is the first choice: the server sees itself as "nobody", yet the kernel goes on
 * treating it as the owner of root's files, so that no file changes its owner.
 */
enum UnprivilegedUser {
    /** The caller is not root: run as is. */
    CALLER(""),
    /** Root, where the kernel allows user namespaces. */
    USER_NAMESPACE("unshare -U"),
    /** Root, where it does not: the server's files are given to the user "nobody". */
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private static final int NOBODY_ID = 65_534;

    private final String prefix;

    UnprivilegedUser(String prefix) {
        this.prefix = prefix;
    }

    /** The way that works on this machine for the present user. */
    static UnprivilegedUser detect() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return CALLER;
        }
        try {
            Process probe = new ProcessBuilder("unshare", "-U", "true")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor() == 0 ? USER_NAMESPACE : NOBODY;
        } catch (IOException e) {
            return NOBODY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while asking for user namespaces", e);
        }
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (!prefix.isEmpty()) {
            command.addAll(List.of(prefix.split(" ", -1)));
        }
        command.addAll(arguments);
        return command;
    }

    /** Makes everything under {@code directory} belong to the user that the server runs as. */
    void own(Path directory) {
        if (this != NOBODY) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    Files.setAttribute(path, "unix:uid", NOBODY_ID);
                    Files.setAttribute(path, "unix:gid", NOBODY_ID);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
