package dev.headgate.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** One line that is rewritten in place on a terminal, and printed now and then elsewhere. */
final class ProgressLine {

    private static final int PLAIN_INTERVAL = 5;
    private static final String REWRITE = "\r\u001B[2K";

    private final PrintStream out;
    private final boolean terminal;
    private int shown;

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether this process writes to a terminal that understands ANSI sequences. */
    static boolean onTerminal() throws InterruptedException {
        if (System.getenv("TERM") == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return new ProcessBuilder("test", "-t", "1")
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Called about once a second. */
    void show(String text) {
        if (terminal) {
            out.print(REWRITE + text);
            out.flush();
        } else if (shown % PLAIN_INTERVAL == 0) {
            out.println(text);
        }
        shown++;
    }

    /** Leaves the last state on the terminal and goes to the next line. */
    void end() {
        if (terminal && shown > 0) {
            out.println();
        }
        shown = 0;
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String bytes(long count) {
        if (count < 10_240) {
            return count + " B";
        }
        return count < 10_485_760 ? (count >> 10) + " KiB" : (count >> 20) + " MiB";
    }
}
