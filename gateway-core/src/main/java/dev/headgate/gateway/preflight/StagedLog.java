package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is staged of a source, which decides what a missing slot or publication means.
 *
 * @param exists the log has an entry: a slot or publication that is missing now is a gap, and not a beginning
 */
record StagedLog(boolean exists, Finding finding) {
    private static final String NAME = "commit_log";

    static StagedLog read(GatewayConfig config, SourceConfig source) {
        Path root = Path.of(config.staging().uri());
        if (!Files.isDirectory(root)) {
            return nothing();
        }
        try (StagingStore store = new LocalStore(root)) {
            LogState state = CommitLog.open(store, source.name()).state();
            return state.exists()
                    ? new StagedLog(
                            true,
                            Finding.ok(
                                    NAME,
                                    state.lastEntry() + " entries, " + state.transactions() + " transactions staged"))
                    : nothing();
        } catch (StagingException e) {
            return damaged(e.path(), e.getClass().getSimpleName(), e.remedy());
        } catch (IOException e) {
            return damaged(
                    config.staging().uri().toString(),
                    e.getClass().getSimpleName(),
                    "Check the disk, the mount and the permissions of the staging root.");
        }
    }

    private static StagedLog nothing() {
        return new StagedLog(false, Finding.ok(NAME, "nothing is staged yet"));
    }

    private static StagedLog damaged(String where, String what, String remedy) {
        return new StagedLog(
                true,
                Finding.fail(
                        NAME,
                        what + " at " + where,
                        "The gateway halts rather than go on after a log that it cannot read.",
                        List.of(Remedy.action(remedy))));
    }
}
