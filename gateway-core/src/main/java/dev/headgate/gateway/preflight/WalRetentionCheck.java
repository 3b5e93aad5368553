package dev.headgate.gateway.preflight;

import java.util.ArrayList;
import java.util.List;

/** How much WAL the server keeps for a gateway that is down: without a limit its disk fills, with a small one the slot is lost. */
final class WalRetentionCheck implements ServerCheck {
    private static final String KEEP = "max_slot_wal_keep_size";
    private static final String IDLE = "idle_replication_slot_timeout";
    private static final long SMALL_MEBIBYTES = 1024;
    /** 100 GB, written so that every platform takes it. */
    private static final String ADVISED_MEBIBYTES = "102400";

    @Override
    public List<Finding> ask(Server server) {
        List<Finding> findings = new ArrayList<>();
        findings.add(kept(server));
        Server.Parameter idle = server.parameter(IDLE);
        if (idle != null) {
            findings.add(
                    idle.number() == 0
                            ? Finding.ok(IDLE, "off")
                            : Finding.warn(
                                    IDLE,
                                    idle.value(),
                                    "A gateway that is down for longer loses its slot, and with it changes.",
                                    server.set(idle, "0")));
        }
        return findings;
    }

    private static Finding kept(Server server) {
        Server.Parameter keep = server.known(KEEP);
        if (keep.number() < 0) {
            return Finding.warn(
                    KEEP,
                    "no limit",
                    "While the gateway is down the server keeps all WAL, until its disk is full and it stops. Choose"
                            + " what the disk can spare.",
                    server.set(keep, ADVISED_MEBIBYTES));
        }
        if (keep.number() < SMALL_MEBIBYTES) {
            return Finding.warn(
                    KEEP,
                    keep.value(),
                    "A gateway that is down while more WAL than this is written loses its slot, and with it changes."
                            + " Choose what the disk can spare.",
                    server.set(keep, ADVISED_MEBIBYTES));
        }
        return Finding.ok(KEEP, keep.value());
    }
}
