package dev.headgate.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The fenced blocks of a page of the documentation, and what in their output differs from run to run.
 *
 * @param blocks in the order of the page
 */
record Tutorial(List<Block> blocks) {

    private static final String FENCE = "```";
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ][\\d:.]+Z?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{16}");
    private static final Pattern LSN = Pattern.compile("\\b[0-9A-F]{1,8}/[0-9A-F]{1,8}\\b");
    private static final Pattern SIZE = Pattern.compile("[\\d.]+ (B|KiB|MiB)");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");

    /**
     * A block.
     *
     * @param language what stands behind the opening fence, such as {@code console}
     * @param lines without the fences
     */
    record Block(String language, List<String> lines) {

        String text() {
            return String.join("\n", lines);
        }

        /** The commands of a console, each with the lines that the page shows below it. */
        List<Command> commands() {
            List<Command> commands = new ArrayList<>();
            for (String line : lines) {
                if (line.startsWith("$ ")) {
                    commands.add(new Command(line.substring(2), new ArrayList<>()));
                } else {
                    commands.get(commands.size() - 1).output().add(line);
                }
            }
            return commands;
        }
    }

    /** A command, and what the page says that it prints; lines may be left out of it. */
    record Command(String line, List<String> output) {}

    static Tutorial read(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : Files.readAllLines(page)) {
            if (block != null && line.equals(FENCE)) {
                block = null;
            } else if (block != null) {
                block.add(line);
            } else if (line.startsWith(FENCE)) {
                block = new ArrayList<>();
                blocks.add(new Block(line.substring(FENCE.length()), block));
            }
        }
        return new Tutorial(blocks);
    }

    /** The first line of the page's output that the real output lacks at its place; empty if there is none. */
    static String missing(List<String> shown, String printed) {
        List<String> real = printed.lines().map(Tutorial::constant).toList();
        int next = 0;
        for (String line : shown) {
            String wanted = constant(line);
            while (next < real.size() && !real.get(next).contains(wanted)) {
                next++;
            }
            if (next == real.size()) {
                return line;
            }
            next++;
        }
        return "";
    }

    /** A line without positions, times, sizes, and the blanks that depend on them. */
    private static String constant(String line) {
        String text = TIME.matcher(line).replaceAll("<time>");
        text = COMMIT.matcher(text).replaceAll("<commit>");
        text = LSN.matcher(text).replaceAll("<lsn>");
        text = SIZE.matcher(text).replaceAll("<size>");
        text = VERSION.matcher(text).replaceAll("<version>");
        text = text.strip().replaceAll("\\s+", " ");
        // How many entries the loading of the tables takes depends on which of them end together.
        return text.replaceAll("^entry \\d+ epoch", "entry <number> epoch")
                .replaceAll("^(shop streaming <lsn> <size> <size>) \\d+ ", "$1 <number> ");
    }
}
