package dev.headgate.yaml;

/**
 * One thing that is wrong with a configuration.
 *
 * @param file as the operator named it
 * @param line from 1
 * @param column from 1
 * @param path of the key, for example {@code sources.shop.slot}; empty for the whole file
 * @param problem what is wrong and what would be right
 */
public record ConfigProblem(String file, int line, int column, String path, String problem) {
    /** {@code file:line:column: path: problem}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + problem;
    }
}
