package dev.headgate.acceptance;

import java.util.List;

/**
 * The methods of the gateway on the way from a received change to its acknowledgement, in the order of that way, as the
 * places of fail points. A method that is renamed ends the process that is given its old name with an error of its own.
 */
final class DurableSteps {

    private static final String DISK = "dev.headgate.staging.store.LocalDisk";
    private static final String FILE = DISK + "$ChannelFile";
    private static final String STORE = "dev.headgate.staging.store.LocalStore";

    static final List<String> ALL = List.of(
            // A data file, or the entry that names it: the temporary file, its bytes, its name, the directory.
            DISK + "#create@exit",
            FILE + "#write@enter",
            FILE + "#write@exit",
            FILE + "#force@enter",
            FILE + "#force@exit",
            DISK + "#link@enter",
            DISK + "#link@exit",
            DISK + "#delete@exit",
            DISK + "#forceDirectory@enter",
            DISK + "#forceDirectory@exit",
            "dev.headgate.staging.store.LocalPendingFile#publish@enter",
            "dev.headgate.staging.store.LocalPendingFile#publish@exit",
            STORE + "#createIfAbsent@enter",
            STORE + "#createIfAbsent@exit",
            // The entry is there, and nobody knows.
            "dev.headgate.staging.log.CommitLog#publish@enter",
            "dev.headgate.staging.log.CommitLog#publish@exit",
            "dev.headgate.gateway.frontier.DurableFrontier#advance@enter",
            "dev.headgate.gateway.frontier.DurableFrontier#advance@exit",
            // Known, and the server has not been told.
            "dev.headgate.gateway.source.ReplicationSession#acknowledge@enter",
            "org.postgresql.core.v3.replication.V3PGReplicationStream#forceUpdateStatus@enter",
            "org.postgresql.core.v3.replication.V3PGReplicationStream#forceUpdateStatus@exit",
            // The way back in.
            "dev.headgate.staging.log.CommitLog#open@exit",
            "dev.headgate.gateway.source.ReplicationSession#start@exit",
            "dev.headgate.staging.OrphanFiles#deleteBehind@enter",
            "dev.headgate.staging.OrphanFiles#deleteBehind@exit");

    private DurableSteps() {}

    /** Steps that happen once in the life of a process. */
    static boolean happensOnce(String step) {
        return step.contains("CommitLog#open") || step.contains("Session#start") || step.contains("OrphanFiles");
    }
}
