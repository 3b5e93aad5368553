package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel had counted at one moment.
 *
 * @param busySeconds CPU time of the whole machine that was not idle, all cores added
 * @param serverSeconds CPU time of the PostgreSQL server
 * @param ownSeconds CPU time of this process
 * @param tcpSegments TCP segments received on this machine, on any connection
 */
record MachineCounters(double busySeconds, double serverSeconds, double ownSeconds, long tcpSegments) {

    /** Reads the machine's counters at once, and the server's as soon as it has no session any more. */
    static MachineCounters read(PostgresServer server) throws IOException {
        double busySeconds = readBusySeconds();
        double ownSeconds = ProcessTimes.ofSelf();
        long tcpSegments = readTcpSegments();
        server.awaitNoSession();
        return new MachineCounters(busySeconds, server.cpuSeconds(), ownSeconds, tcpSegments);
    }

    /** The first line of {@code /proc/stat}: {@code cpu user nice system idle iowait irq softirq steal ...}. */
    private static double readBusySeconds() throws IOException {
        String[] fields =
                Files.readAllLines(Path.of("/proc/stat")).get(0).strip().split("\\s+", -1);
        long ticks = 0;
        for (int index : new int[] {1, 2, 3, 6, 7, 8}) {
            ticks += Long.parseLong(fields[index]);
        }
        return ticks / ProcessTimes.TICKS_PER_SECOND;
    }

    /** {@code InSegs} of the two lines that begin with {@code Tcp:}: first the names, then the values. */
    private static long readTcpSegments() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/net/snmp")).stream()
                .filter(line -> line.startsWith("Tcp:"))
                .toList();
        int column = List.of(lines.get(0).split(" ", -1)).indexOf("InSegs");
        return Long.parseLong(lines.get(1).split(" ", -1)[column]);
    }
}
