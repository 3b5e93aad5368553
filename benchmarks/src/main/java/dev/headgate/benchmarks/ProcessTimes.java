package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CPU times of processes, read from {@code /proc/PID/stat} (see {@code proc(5)}): after the name in parentheses stand,
 * counted from zero, the parent at field 1, user and system time at 11 and 12, those of reaped children at 13 and 14.
 */
final class ProcessTimes {

    /** Clock ticks in a second; Linux shows 100 to programs on every architecture that runs a JVM. */
    static final double TICKS_PER_SECOND = 100;

    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessTimes() {}

    /** This process, without its children. */
    static double ofSelf() throws IOException {
        return own(fields(Files.readString(Path.of("/proc/self/stat"))));
    }

    /** A postmaster with its living children and the reaped ones. A child that ends meanwhile may be missed. */
    static double ofServer(long postmaster) throws IOException {
        String[] parent = fields(Files.readString(Path.of("/proc", Long.toString(postmaster), "stat")));
        double seconds = own(parent) + seconds(parent, CHILDREN_USER) + seconds(parent, CHILDREN_SYSTEM);
        for (Path child : children(postmaster)) {
            String stat = readIfAlive(child.resolve("stat"));
            if (stat != null) {
                seconds += own(fields(stat));
            }
        }
        return seconds;
    }

    /** What the living children of a process call themselves; empty for one that has ended and is not yet reaped. */
    static List<String> titlesOfChildren(long parent) throws IOException {
        List<String> titles = new ArrayList<>();
        for (Path child : children(parent)) {
            String title = readIfAlive(child.resolve("cmdline"));
            if (title != null) {
                titles.add(title);
            }
        }
        return titles;
    }

    private static List<Path> children(long parent) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String stat = readIfAlive(process.resolve("stat"));
                if (stat != null && fields(stat)[PARENT].equals(Long.toString(parent))) {
                    children.add(process);
                }
            }
        }
        return children;
    }

    private static @Nullable String readIfAlive(Path stat) throws IOException {
        try {
            return Files.readString(stat);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // A process that ends between open and read gives ESRCH, which has no exception class of its own.
            if (Files.exists(stat)) {
                throw e;
            }
            return null;
        }
    }

    private static double own(String[] fields) {
        return seconds(fields, USER) + seconds(fields, SYSTEM);
    }

    private static double seconds(String[] fields, int index) {
        return Long.parseLong(fields[index]) / TICKS_PER_SECOND;
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }
}
