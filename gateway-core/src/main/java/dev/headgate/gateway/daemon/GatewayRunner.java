package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.ConfigFile;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import java.util.List;

/** What the command line can ask of the daemon. */
public interface GatewayRunner {
    /**
     * Runs until a signal, until what the options say, or until every source has halted. Logging is set up.
     *
     * @param reloadsOnHangUp whether SIGHUP has the file read again; otherwise it ends the run in order, as the end of a
     *     terminal should
     * @return the exit code
     * @throws dev.headgate.gateway.error.GatewayException when nothing could be started
     */
    int run(ConfigFile file, RunOptions options, boolean reloadsOnHangUp);

    /**
     * Accepts that the history of a source is not the one that is staged: new slot, next epoch. The gateway does not run.
     *
     * @return what was done, a sentence each
     * @throws dev.headgate.gateway.error.GatewayException when it could not be done; then nothing was changed that
     *     repeating the command would not complete
     */
    List<String> acceptLineage(GatewayConfig config, SourceConfig source);

    /**
     * What {@link #remove} would take away. The gateway does not run. Nothing is changed.
     *
     * @param keepStaging the staged files are kept
     * @return a sentence each
     */
    List<String> describeRemoval(GatewayConfig config, SourceConfig source, boolean keepStaging);

    /**
     * Gives a source up: its slot, the publications that its role owns and, unless they are kept, its staged files.
     *
     * @return what was done, a sentence each
     * @throws dev.headgate.gateway.error.GatewayException when a step failed; repeating the command completes it
     */
    List<String> remove(GatewayConfig config, SourceConfig source, boolean keepStaging);
}
