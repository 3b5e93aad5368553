package dev.headgate.gateway.status;

import java.util.List;

/**
 * What became of a configuration that was read again.
 *
 * @param applied keys whose new values are in force
 * @param needsRestart keys whose values are others than those that the process started with, and not in force
 * @param problems what is wrong with the file; if there is any, nothing was changed and the other lists are empty
 */
public record ReloadResult(List<String> applied, List<String> needsRestart, List<String> problems) {
    public ReloadResult {
        applied = List.copyOf(applied);
        needsRestart = List.copyOf(needsRestart);
        problems = List.copyOf(problems);
    }
}
