package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.pipeline.StagingFailures;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.ReplicationSlot;
import dev.headgate.gateway.source.ReplicationSlots;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoreLock;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a source up: slot, publications that its role owns, staged files. Each step that fails leaves a state in which
 * the command can be repeated: the commit log is deleted after the files that it names, from its newest entry back, so
 * that what is left of it is a log.
 */
final class SourceRemoval {
    private final GatewayConfig config;
    private final SourceConfig source;
    private final boolean keepStaging;
    private final ServerConnections connections;

    SourceRemoval(GatewayConfig config, SourceConfig source, boolean keepStaging) {
        this.config = config;
        this.source = source;
        this.keepStaging = keepStaging;
        this.connections = new ServerConnections(source);
    }

    /** What {@link #run} would take away, a sentence each. */
    List<String> describe() {
        return locked(this::describe);
    }

    /** Takes it away; returns what was done, a sentence each. */
    List<String> run() {
        return locked(this::remove);
    }

    private interface Work {
        List<String> on(StagingStore store, ControlSession control) throws IOException;
    }

    private List<String> locked(Work work) {
        Map<String, String> facts = connections.failures().facts();
        try (StagingStore store = new LocalStore(Path.of(config.staging().uri()));
                StoreLock lock = store.tryLock(SourceLock.path(source.name()))) {
            if (lock == null) {
                throw new GatewayException(
                        ErrorCode.LOCK_HELD, "The gateway of this source runs; stop it first", facts);
            }
            try (ControlSession control = new ControlSession(source, connections)) {
                return work.on(store, control);
            }
        } catch (IOException e) {
            throw StagingFailures.of(e, facts, config.staging().uri().toString());
        }
    }

    private List<String> describe(StagingStore store, ControlSession control) throws IOException {
        List<String> sentences = new ArrayList<>();
        ReplicationSlot slot = ownSlot(control);
        LogState state = CommitLog.open(store, source.name()).state();
        sentences.add(slot == null ? "Slot " + source.slot() + " does not exist." : describe(slot, state));
        List<String> own = publications(control, true);
        own.forEach(publication -> sentences.add("Publication " + publication + " is dropped."));
        publications(control, false).stream()
                .filter(publication -> !own.contains(publication))
                .forEach(publication -> sentences.add("Publication " + publication
                        + " stays, since another role owns it or another source uses it; what drops it is printed by:"
                        + " headgate sql cleanup " + source.name()));
        if (keepStaging) {
            sentences.add("The staged files are kept.");
        } else {
            List<StoredFile> files = stagedFiles(store, state);
            sentences.add(files.size() + " staged files of " + state.tables().size() + " tables ("
                    + files.stream().mapToLong(StoredFile::bytes).sum() + " bytes) and the commit log with "
                    + state.transactions() + " transactions are deleted.");
        }
        return sentences;
    }

    private static String describe(ReplicationSlot slot, LogState state) {
        return "Slot " + slot.name() + " is dropped"
                + (slot.retainedBytes() == null ? "" : ", and with it " + slot.retainedBytes() + " bytes of WAL")
                + (state.exists()
                        ? "; changes after " + Lsn.toString(state.throughLsn())
                                + " are not staged and not readable any more."
                        : "; nothing is staged yet.");
    }

    private List<String> remove(StagingStore store, ControlSession control) throws IOException {
        List<String> done = new ArrayList<>();
        ReplicationSlot slot = ownSlot(control);
        if (slot != null) {
            new ReplicationSlots(control).drop(slot.name());
            done.add("Slot " + slot.name() + " was dropped.");
        }
        for (String publication : publications(control, true)) {
            control.execute("DROP PUBLICATION " + Identifiers.quote(publication));
            done.add("Publication " + publication + " was dropped.");
        }
        if (!keepStaging) {
            done.add(deleteStaging(store));
        }
        done.add("Take source " + source.name() + " out of the configuration.");
        return done;
    }

    /** The slot of the source, when it is a slot for pgoutput in the source's database; another one is somebody else's. */
    private @Nullable ReplicationSlot ownSlot(ControlSession control) {
        ReplicationSlot slot = new ReplicationSlots(control).named(source.slot());
        boolean own = slot != null
                && "pgoutput".equals(slot.plugin())
                && source.database().equals(slot.database());
        return own ? slot : null;
    }

    /** The source's publications; of them, those that the role owns and no other source uses: others are not dropped. */
    private List<String> publications(ControlSession control, boolean droppable) {
        boolean shared = config.sources().values().stream()
                .anyMatch(other -> !other.name().equals(source.name())
                        && other.database().equals(source.database())
                        && other.publication().equals(source.publication()));
        if (droppable && shared) {
            return List.of();
        }
        return control
                .rows(
                        "SELECT pubname FROM pg_publication WHERE pubname IN (?, ?)"
                                + (droppable ? " AND pg_get_userbyid(pubowner) = current_user" : "") + " ORDER BY 1",
                        source.publication(),
                        source.publication() + PublicationSetup.INSERTS_SUFFIX)
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private static List<StoredFile> stagedFiles(StagingStore store, LogState state) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (TableName table : state.tables().keySet()) {
            files.addAll(store.list(directory(table)));
        }
        return files;
    }

    private static String directory(TableName table) {
        return PathElement.encode(table.catalog()) + "/" + PathElement.encode(table.schema()) + "/"
                + PathElement.encode(table.table());
    }

    private String deleteStaging(StagingStore store) throws IOException {
        List<StoredFile> files =
                stagedFiles(store, CommitLog.open(store, source.name()).state());
        for (StoredFile file : files) {
            store.delete(file.path());
        }
        String lock = SourceLock.path(source.name());
        List<StoredFile> kept = store.list(SourceLock.directory(source.name())).stream()
                .filter(file -> !file.path().equals(lock))
                .sorted(Comparator.comparing(StoredFile::path).reversed())
                .toList();
        for (StoredFile file : kept) {
            store.delete(file.path());
        }
        return files.size() + " staged files and the commit log were deleted.";
    }
}
