package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.ReplicationSlot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source's slot, what would keep it from being created, and slots that nobody reads. */
final class SlotCheck implements ServerCheck {
    /** Transactions with an id of their own, which is what creating a slot waits for; their age where it may be seen. */
    private static final String OPEN = """
            SELECT pid::text, coalesce(extract(epoch FROM clock_timestamp() - xact_start)::bigint::text, '')
            FROM pg_stat_activity
            WHERE backend_xid IS NOT NULL
              AND (xact_start IS NULL OR clock_timestamp() - xact_start >= ?::interval)
            ORDER BY xact_start""";

    private static final String PREPARED = """
            SELECT gid, database, extract(epoch FROM clock_timestamp() - prepared)::bigint::text
            FROM pg_prepared_xacts
            WHERE clock_timestamp() - prepared >= ?::interval ORDER BY prepared""";

    private final Duration longTransaction;

    /** @param longTransaction from this age on an open transaction is reported */
    SlotCheck(Duration longTransaction) {
        this.longTransaction = longTransaction;
    }

    @Override
    public List<Finding> ask(Server server) {
        ReplicationSlot own = server.ownSlot();
        List<Finding> findings = new ArrayList<>();
        findings.add(own(server, own));
        if (own == null && !server.isStaged()) {
            findings.addAll(waitedFor(server));
        }
        findings.addAll(abandoned(server));
        return findings;
    }

    private static Finding own(Server server, @Nullable ReplicationSlot slot) {
        String name = server.source().slot();
        if (slot == null && server.isStaged()) {
            return gap(server, "slot", name);
        }
        if (slot == null) {
            return server.source().createSlot()
                    ? Finding.ok("slot", name + ", created at the first start")
                    : Finding.fail(
                            "slot",
                            name + " does not exist",
                            "create_slot is false, so the gateway waits for somebody to create it.",
                            List.of(Remedy.sql(SetupSql.of(server.source(), server.platform())
                                    .slotStatement())));
        }
        boolean ours =
                "pgoutput".equals(slot.plugin()) && server.source().database().equals(slot.database());
        if (!ours) {
            return Finding.fail(
                    "slot",
                    name + ": " + slot.type() + (slot.plugin() == null ? "" : ", plug-in " + slot.plugin())
                            + (slot.database() == null ? "" : ", database " + slot.database()),
                    "The name belongs to something else.",
                    List.of(Remedy.action("Set sources." + server.source().name() + ".slot to another name.")));
        }
        if ("lost".equals(slot.walStatus())) {
            return Finding.fail(
                    "slot",
                    name + ": lost",
                    "The server has removed WAL that the slot needs: changes are gone.",
                    List.of(Remedy.shell(
                            "headgate accept-lineage " + server.source().name())));
        }
        if ("unreserved".equals(slot.walStatus())) {
            return Finding.warn(
                    "slot",
                    name + ": unreserved",
                    "The next checkpoint may remove WAL that it needs. Let the gateway catch up now.",
                    server.set(server.known("max_slot_wal_keep_size"), "-1"));
        }
        return Finding.ok("slot", name + ": " + slot.walStatus() + (slot.active() ? ", in use" : ""));
    }

    /** Something that was there when changes were staged and is not any more. */
    static Finding gap(Server server, String check, String name) {
        return Finding.fail(
                check,
                name + " is gone",
                "Changes are staged already, so those between them and a new one are lost to the staged files. Is this the"
                        + " right server?",
                List.of(Remedy.shell(
                        "headgate accept-lineage " + server.source().name())));
    }

    private List<Finding> waitedFor(Server server) {
        String age = longTransaction.toSeconds() + " seconds";
        List<Finding> findings = new ArrayList<>();
        for (List<@Nullable String> row : server.control().rows(OPEN, age)) {
            String seconds = String.valueOf(row.get(1));
            findings.add(Finding.warn(
                    "open_transactions",
                    "process " + row.get(0) + (seconds.isEmpty() ? "" : ", open for " + seconds + " s"),
                    "Creating the slot waits until it ends.",
                    List.of(Remedy.sql("SELECT pg_terminate_backend(" + row.get(0) + ");"))));
        }
        for (List<@Nullable String> row : server.control().rows(PREPARED, age)) {
            findings.add(Finding.warn(
                    "open_transactions",
                    "prepared transaction in database " + row.get(1) + ", open for " + row.get(2) + " s",
                    "Creating the slot waits until it ends.",
                    List.of(Remedy.action("Have its owner run, in that database, COMMIT PREPARED or ROLLBACK PREPARED "
                            + Identifiers.literal(String.valueOf(row.get(0)))))));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("open_transactions", "none that the slot would wait long for"));
        }
        return findings;
    }

    private static List<Finding> abandoned(Server server) {
        List<Finding> findings = server.slots().stream()
                .filter(ReplicationSlot::isAbandoned)
                .filter(slot -> !server.configuredSlots().contains(slot.name()))
                .map(SlotCheck::abandoned)
                .toList();
        return findings.isEmpty() ? List.of(Finding.ok("other_slots", "none is abandoned")) : findings;
    }

    private static Finding abandoned(ReplicationSlot slot) {
        String since = slot.inactiveSince() == null ? "" : " since " + slot.inactiveSince();
        Long retained = slot.retainedBytes();
        return Finding.warn(
                "other_slots",
                slot.name() + ": nobody reads it" + since
                        + (retained == null ? "" : ", it keeps " + retained + " bytes"),
                "A slot without a reader keeps WAL until the disk is full, and holds back VACUUM. Drop it if nothing needs"
                        + " it any more: what it has not delivered is then lost to its reader.",
                List.of(Remedy.sql("SELECT pg_drop_replication_slot(" + Identifiers.literal(slot.name()) + ");")));
    }
}
