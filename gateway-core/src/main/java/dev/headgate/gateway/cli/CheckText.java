package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.preflight.Finding;
import dev.headgate.gateway.preflight.Level;
import dev.headgate.gateway.preflight.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Findings as people read them, and as {@code psql} runs them. */
final class CheckText {
    private static final int NAME_WIDTH = 26;

    private CheckText() {}

    /** @param all also list the tables with which all is well */
    static List<String> lines(List<SourceConfig> sources, List<Finding> findings, boolean all) {
        List<String> lines = new ArrayList<>();
        for (SourceConfig source : sources) {
            lines.add("source " + source.name() + " (database " + source.database() + " at "
                    + source.connection().host() + ":" + source.connection().port() + ")");
            group(lines, source.name(), findings, all);
            lines.add("");
        }
        lines.add("this machine");
        group(lines, null, findings, all);
        lines.add("");
        lines.add(count(findings, Level.FAIL) + " failed, " + count(findings, Level.WARN) + " warnings, "
                + count(findings, Level.OK) + " ok");
        return lines;
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static void group(List<String> lines, @Nullable String source, List<Finding> findings, boolean all) {
        findings.stream()
                .filter(finding -> Objects.equals(finding.source(), source))
                .filter(finding -> all || finding.table() == null || finding.level() != Level.OK)
                .forEach(finding -> add(lines, finding));
    }

    private static void add(List<String> lines, Finding finding) {
        String name = finding.check();
        String table = finding.table() == null ? "" : Text.printable(finding.table()) + ": ";
        lines.add("  " + String.format("%-4s", finding.level()) + "  " + name
                + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + table + Text.printable(finding.value()));
        if (!finding.why().isEmpty()) {
            lines.add("        " + Text.printable(finding.why()));
        }
        for (Remedy remedy : finding.remedies()) {
            String label = switch (remedy.kind()) {
                case SQL -> "SQL:     ";
                case PSQL -> "psql:    ";
                case SHELL -> "run:     ";
                case RESTART -> "restart: ";
                case ACTION -> "do:      ";
            };
            List<String> text = remedy.text().lines().toList();
            lines.add("        " + label + Text.printable(text.get(0)));
            for (int i = 1; i < text.size(); i++) {
                lines.add("        " + " ".repeat(label.length()) + Text.printable(text.get(i)));
            }
        }
    }

    /** The remedies in order, for psql: statements as they are, everything else as a comment. */
    static List<String> sql(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.level() == Level.OK) {
                continue;
            }
            String table = finding.table() == null ? "" : " " + finding.table();
            lines.add(
                    "-- " + finding.level() + " " + finding.check() + comment(table) + ": " + comment(finding.value()));
            for (Remedy remedy : finding.remedies()) {
                boolean runs = remedy.kind() == Remedy.Kind.SQL || remedy.kind() == Remedy.Kind.PSQL;
                lines.add(runs ? remedy.text() : "--   " + comment(remedy.text()));
            }
        }
        return lines;
    }

    private static String comment(String text) {
        return Text.printable(text);
    }
}
