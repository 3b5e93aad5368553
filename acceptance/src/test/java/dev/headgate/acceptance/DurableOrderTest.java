package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.SystemCall;
import dev.headgate.acceptance.fault.SystemCallTrace;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order of the system calls from a received change to its acknowledgement: per data file write, fsync, link, fsync of
 * its directories; then the entry in the same way; and only then the status update that names its LSN. Needs strace.
 *
 * <pre>
 *   'd'  Int32 length  'r'  Int64 written  Int64 flushed  Int64 applied  Int64 clock  Byte reply
 *   status update of the replication protocol in its CopyData frame; the flushed LSN begins at byte 14
 * </pre>
 */
@Tag("torture")
final class DurableOrderTest {

    private static final int FLUSHED_OFFSET = 14;
    private static final int STATUS_BYTES = 39;

    @TempDir
    private Path directory;

    @Test
    void a_status_update_follows_the_forced_entry_which_follows_its_forced_files() throws IOException {
        Path file = directory.resolve("trace");
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                Site site = Site.create(
                        server,
                        directory.toRealPath(),
                        "traced",
                        "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                        "CREATE SCHEMA other",
                        "CREATE TABLE other.items (id int PRIMARY KEY, note text)")) {
            try (GatewayProcess gateway = GatewayProcess.run(site.config())
                    .wrappedBy(SystemCallTrace.recordInto(file))
                    .start()) {
                site.awaitStreaming(gateway);
                site.execute("WITH o AS (INSERT INTO orders SELECT n, 'o' FROM generate_series(1, 20000) n)"
                        + " INSERT INTO other.items SELECT n, 'i' FROM generate_series(1, 20000) n");
                site.awaitAcknowledged(gateway);
                site.execute("UPDATE orders SET note = 'again' WHERE id = 1");
                site.awaitAcknowledged(gateway);
                Site.stop(gateway);
            }
            SystemCallTrace trace = SystemCallTrace.read(file);
            Path root = site.config().stagingRoot();
            List<StagedLog.Entry> entries = site.log().entries();
            List<SystemCall> proofs = new ArrayList<>();
            int dataFiles = 0;
            for (StagedLog.Entry entry : entries) {
                SystemCall published = requireDurable(trace, root, site.log().entryFile(entry.number()));
                SystemCall linked = linkOf(trace, site.log().entryFile(entry.number()));
                for (var data : StagedLog.files(entry)) {
                    SystemCall dataDurable = requireDurable(
                            trace, root, root.resolve(data.path("path").asText()));
                    assertThat(dataDurable.isBefore(linked))
                            .as("%s is durable before entry %d", data.path("path"), entry.number())
                            .isTrue();
                    dataFiles++;
                }
                proofs.add(published);
            }
            assertThat(dataFiles).as("data files").isGreaterThanOrEqualTo(3);
            requireProofBeforeEachStatus(trace, server.port(), entries, proofs);
            site.assertExactlyOnce();
        }
    }

    /** Checks the way of one file to its durable name; the last force of it. */
    private static SystemCall requireDurable(SystemCallTrace trace, Path root, Path file) {
        SystemCall link = linkOf(trace, file);
        String temporary = link.path();
        SystemCall force = trace.before(link, "force of " + temporary, SystemCallTrace.forceOf(temporary));
        List<SystemCall> writes = trace.all(SystemCallTrace.writeTo(temporary));
        assertThat(writes)
                .as("writes to %s", temporary)
                .isNotEmpty()
                .allMatch(write -> write.succeeded() && write.isBefore(force));
        SystemCall last = trace.after(
                link,
                "force of the directory of " + file,
                SystemCallTrace.forceOf(parent(file).toString()));
        for (Path made = parent(file); !made.equals(root); made = parent(made)) {
            String name = made.toString();
            List<SystemCall> created = trace.all(call -> call.is("mkdir", "mkdirat")
                    && call.succeeded()
                    && call.path().equals(name));
            for (SystemCall mkdir : created) {
                SystemCall above = trace.after(
                        mkdir,
                        "force of the parent of " + made,
                        SystemCallTrace.forceOf(parent(made).toString()));
                last = above.finished() > last.finished() && mkdir.isBefore(link) ? above : last;
            }
        }
        return last;
    }

    private static SystemCall linkOf(SystemCallTrace trace, Path file) {
        return trace.first("link of " + file, SystemCallTrace.publishAs(file.toString()));
    }

    /** Whatever the server was told is flushed, an entry that reaches as far had been forced before. */
    private static void requireProofBeforeEachStatus(
            SystemCallTrace trace, int port, List<StagedLog.Entry> entries, List<SystemCall> proofs) {
        long start = entries.get(0).fromLsn();
        int beyondStart = 0;
        for (SystemCall call : trace.calls()) {
            byte[] sent = call.is("write", "sendto", "sendmsg") && call.peerPort() == port ? call.data() : new byte[0];
            boolean status = sent.length == STATUS_BYTES && sent[0] == 'd' && sent[5] == 'r';
            if (!status) {
                continue;
            }
            long flushed = ByteBuffer.wrap(sent).getLong(FLUSHED_OFFSET);
            if (Long.compareUnsigned(flushed, start) <= 0) {
                continue;
            }
            beyondStart++;
            int proof = 0;
            while (proof < entries.size()
                    && Long.compareUnsigned(entries.get(proof).throughLsn(), flushed) < 0) {
                proof++;
            }
            assertThat(proof).as("an entry reaches %s", StagedLog.text(flushed)).isLessThan(entries.size());
            assertThat(proofs.get(proof).isBefore(call))
                    .as("entry %d is durable before %s is acknowledged", proof + 1, StagedLog.text(flushed))
                    .isTrue();
        }
        assertThat(beyondStart).as("status updates beyond the start").isPositive();
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }
}
