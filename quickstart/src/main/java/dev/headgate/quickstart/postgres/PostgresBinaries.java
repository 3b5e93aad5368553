package dev.headgate.quickstart.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of one server version, unpacked from the class path, and an empty cluster made by them.
 *
 * <p>Both are kept in a cache directory and made at most once: several processes may do so at the same time, the first
 * one to finish wins. The cluster is a template: copying it takes a tenth of what {@code initdb} takes. Its copies
 * share one system identifier.
 */
final class PostgresBinaries {

    private final int majorVersion;
    private final Path home;
    private final Path template;
    private final UnprivilegedUser user;

    private PostgresBinaries(int majorVersion, Path cache, UnprivilegedUser user) {
        this.majorVersion = majorVersion;
        this.home = cache.resolve("postgres-" + majorVersion);
        this.template = cache.resolve("cluster-" + majorVersion);
        this.user = user;
    }

    /**
     * Unpacks the programs unless the cache has them.
     *
     * @throws ServerException if the class path has no server of this version
     */
    static PostgresBinaries unpacked(int majorVersion, Path cache, UnprivilegedUser user) {
        PostgresBinaries binaries = new PostgresBinaries(majorVersion, cache, user);
        if (!Files.isDirectory(binaries.home)) {
            binaries.unpack();
        }
        return binaries;
    }

    /** Absolute path of {@code postgres}, {@code pg_ctl} or {@code initdb}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Puts an empty cluster into {@code dataDirectory}, which must not exist: a copy of the template. */
    void copyCluster(Path dataDirectory) {
        if (!Files.isDirectory(template)) {
            Path fresh = temporarySibling(template);
            initdb(fresh);
            moveIntoPlace(fresh, template);
        }
        FileTree.copy(template, dataDirectory, path -> true);
        user.own(dataDirectory);
    }

    /** Makes a new cluster, with a system identifier of its own, in {@code dataDirectory}, which must not exist. */
    void initdb(Path dataDirectory) {
        try {
            Files.createDirectories(dataDirectory);
            Files.setPosixFilePermissions(dataDirectory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        user.own(dataDirectory);
        new ServerCommand(user)
                .run(List.of(
                        program("initdb"),
                        "--pgdata=" + dataDirectory,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--no-sync"));
    }

    private void unpack() {
        String resource = majorVersion + "/postgres-linux-x86_64.txz";
        Path fresh = temporarySibling(home);
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (archive == null) {
                throw new ServerException("no PostgreSQL " + majorVersion + " on the class path (resource " + resource
                        + " beside " + PostgresBinaries.class.getName()
                        + "); 13, 15, 17 and 18 are built in, 14 and 16 with the Maven profile all-servers");
            }
            extract(archive, fresh);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL " + majorVersion + " to " + fresh, e);
        }
        moveIntoPlace(fresh, home);
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        Files.createDirectories(target);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.resolve("..").normalize());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(path, target.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static Path temporarySibling(Path path) {
        try {
            Path parent = path.toAbsolutePath().resolve("..").normalize();
            Files.createDirectories(parent);
            Path directory = Files.createTempDirectory(parent, "unfinished-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            return directory.resolve("tree");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void moveIntoPlace(Path fresh, Path place) {
        try {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(place)) {
                throw new UncheckedIOException(e);
            }
            // Another process was first; what it made is as good.
        } finally {
            FileTree.delete(fresh.resolve("..").normalize());
        }
    }
}
