package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.DataSize;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.staging.store.CreateOutcome;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.PendingFile;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The machine that the gateway runs on: staging root, its volume, memory. */
final class HostCheck {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final Set<String> OVER_A_NETWORK = Set.of("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.s3fs");
    private static final int PROBES = 5;
    private static final long SLOW_FORCE_MILLIS = 250;
    private static final int BUFFERS_PERCENT_MAX = 60;
    private static final DataSize SHARE_MIN = DataSize.mebibytes(4);

    private final GatewayConfig config;
    private final Path root;

    HostCheck(GatewayConfig config) {
        this.config = config;
        this.root = Path.of(config.staging().uri());
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (Files.isDirectory(root)) {
            findings.add(Finding.ok("staging", root.toString()));
            findings.add(fileSystem());
            findings.add(durability());
            findings.add(freeSpace());
        } else {
            findings.add(Finding.fail(
                    "staging",
                    root + " is not there",
                    "The gateway would create it; if a volume is to be mounted here, it would write below the mount point.",
                    List.of(Remedy.shell("mkdir -p " + quoted(root)))));
        }
        findings.add(memory(Runtime.getRuntime().maxMemory()));
        return findings;
    }

    private Finding fileSystem() {
        try {
            return fileSystem(Files.getFileStore(root).type());
        } catch (IOException e) {
            // Java looks for the mount in /proc. The probe file says whether the root can be used.
            return Finding.ok("staging_file_system", "not known: its mount is not to be seen from here");
        }
    }

    static Finding fileSystem(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        if (IN_MEMORY.contains(name)) {
            return Finding.fail(
                    "staging_file_system",
                    type,
                    "It is in memory: what is acknowledged as durable is gone after a restart of the machine.",
                    List.of(Remedy.action("Set staging.uri to a directory on a disk.")));
        }
        if (OVER_A_NETWORK.contains(name)) {
            return Finding.warn(
                    "staging_file_system",
                    type,
                    "What a network file system calls durable is its server's word, and its locks may not hold between"
                            + " machines. Tried are local disks.",
                    List.of(Remedy.action("Set staging.uri to a directory on a local disk.")));
        }
        return Finding.ok("staging_file_system", type);
    }

    /** Goes the way of every staged file and every log entry: write, force, link, force the directory. */
    private Finding durability() {
        String path = "_headgate/probe/"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        byte[] content = path.getBytes(StandardCharsets.UTF_8);
        try (StagingStore store = new LocalStore(root)) {
            long slowest = 0;
            for (int i = 0; i < PROBES; i++) {
                long begin = System.nanoTime();
                probe(store, path + i, content);
                slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            }
            Files.deleteIfExists(root.resolve("_headgate/probe"));
            return durability(slowest);
        } catch (IOException | UnsupportedOperationException e) {
            return unusable(e);
        }
    }

    static Finding durability(long slowestMillis) {
        if (slowestMillis <= SLOW_FORCE_MILLIS) {
            return Finding.ok("staging_durability", "a file is durable within " + Math.max(1, slowestMillis) + " ms");
        }
        return Finding.warn(
                "staging_durability",
                "a file is durable after " + slowestMillis + " ms only",
                "Every flush waits for this, once per file and once per log entry.",
                List.of(Remedy.action("Use a faster disk, or raise staging.flush.max_age so that flushes are fewer.")));
    }

    private static void probe(StagingStore store, String path, byte[] content) throws IOException {
        try (PendingFile file = store.create(path + "-file")) {
            file.write(content, 0, content.length);
            file.publish();
        }
        boolean created = store.createIfAbsent(path, content) == CreateOutcome.CREATED;
        boolean refused = store.createIfAbsent(path, new byte[0]) == CreateOutcome.EXISTS;
        boolean same = Arrays.equals(store.read(path), content) && Arrays.equals(store.read(path + "-file"), content);
        store.delete(path);
        store.delete(path + "-file");
        if (!created || !refused || !same) {
            throw new IOException("the file system did not keep a file as it was created");
        }
    }

    private Finding unusable(Exception failure) {
        return Finding.fail(
                "staging_durability",
                failure.getClass().getSimpleName() + " while a probe file was written",
                "Changes cannot be staged in " + root + " by user " + System.getProperty("user.name") + ".",
                List.of(Remedy.shell("sudo chown -R " + System.getProperty("user.name") + " " + quoted(root))));
    }

    private Finding freeSpace() {
        long minimum = config.staging().minFreeBytes().bytes();
        long free = root.toFile().getUsableSpace();
        return freeSpace(free, minimum);
    }

    static Finding freeSpace(long free, long minimum) {
        String value = mebibytes(free) + " free, staging.min_free is " + mebibytes(minimum);
        List<Remedy> remedies =
                List.of(Remedy.action("Enlarge the volume of staging.uri, or lower staging.retention."));
        if (free < minimum) {
            return Finding.fail("staging_free_space", value, "The gateway reads nothing while less is free.", remedies);
        }
        if (free / 2 < minimum) {
            return Finding.warn("staging_free_space", value, "Soon the gateway will stop reading.", remedies);
        }
        return Finding.ok("staging_free_space", value);
    }

    private Finding memory(long heap) {
        DataSize buffers = config.memory().buffers();
        String value = "memory.buffers " + mebibytes(buffers.bytes()) + " of a heap of " + mebibytes(heap);
        int sources = config.sources().size();
        if (buffers.bytes() / sources < SHARE_MIN.bytes()) {
            return Finding.warn(
                    "memory",
                    value + ", for " + sources + " sources",
                    "Each source has less than " + SHARE_MIN + ": files get many small row groups, and sources wait.",
                    List.of(Remedy.action("Give the gateway more memory: HEADGATE_OPTS=-Xmx...")));
        }
        if (buffers.bytes() <= heap / 100 * BUFFERS_PERCENT_MAX) {
            return Finding.ok("memory", value);
        }
        return Finding.warn(
                "memory",
                value,
                "The process can run out of memory before its buffers are full.",
                List.of(Remedy.action("Lower memory.buffers, or give the gateway more memory: HEADGATE_OPTS=-Xmx...")));
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
