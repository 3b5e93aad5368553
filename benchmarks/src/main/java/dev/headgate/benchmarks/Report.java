package dev.headgate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** {@link Results} as Markdown, which is also what the terminal shows. Every cell is median (smallest–largest). */
final class Report {

    private final Results results;
    private final Machine machine;

    Report(Results results, Machine machine) {
        this.results = results;
        this.machine = machine;
    }

    /** The whole report. Workloads without a measurement are left out. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(machine.markdown()).append("\n\n");
        for (Workload workload : Workload.values()) {
            if (!results.of(workload).isEmpty()) {
                text.append(section(workload)).append('\n');
            }
        }
        for (String failure : results.failures()) {
            text.append("FAILED: ").append(failure).append('\n');
        }
        return text.toString();
    }

    private String section(Workload workload) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(headings(workload));
        for (String contender : results.contenders(workload)) {
            rows.add(row(workload, contender));
        }
        long changes = results.of(workload).get(0).changes();
        return String.format(Locale.ROOT, "### %s: %s, %,d changes\n\n", workload.id(), workload.description(), changes)
                + table(rows)
                + "\n"
                + noise(workload);
    }

    private static List<String> headings(Workload workload) {
        return List.of(
                "contender",
                "changes/s",
                "steady changes/s",
                "÷ " + workload.limit(),
                "÷ " + Results.COMPETITOR,
                "CPU s per million",
                "server CPU s per million",
                "peak RSS MiB",
                "TCP segments",
                "staged MB");
    }

    private List<String> row(Workload workload, String contender) {
        List<Measurement> runs = results.of(workload, contender);
        return List.of(
                contender,
                thousands(results.spread(workload, contender, Measurement::changesPerSecond)),
                steady(runs),
                ratio(results.speedRatio(workload, contender, workload.limit())),
                ratio(results.speedRatio(workload, contender, Results.COMPETITOR)),
                decimal(results.spread(workload, contender, Measurement::cpuSecondsPerMillion)),
                decimal(results.spread(workload, contender, Measurement::serverCpuSecondsPerMillion)),
                whole(results.spread(workload, contender, m -> m.peakRssBytes() / 1048576.0)),
                whole(results.spread(workload, contender, Measurement::tcpSegments)),
                staged(runs));
    }

    private static String steady(List<Measurement> runs) {
        double[] rates = runs.stream()
                .map(Measurement::steadyChangesPerSecond)
                .flatMapToDouble(rate -> rate == null ? DoubleStream.empty() : DoubleStream.of(rate))
                .toArray();
        return rates.length == 0 ? "" : thousands(Spread.of(Arrays.stream(rates)));
    }

    private static String staged(List<Measurement> runs) {
        Long bytes = runs.get(runs.size() - 1).stagedBytes();
        return bytes == null ? "" : String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }

    /** How far the machine was from quiet. */
    private String noise(Workload workload) {
        Spread share = Spread.of(results.of(workload).stream().mapToDouble(Measurement::foreignShare));
        return String.format(
                Locale.ROOT,
                "Machine noise: other processes used %.1f %% of all cores (median of the runs; %.1f–%.1f %%).\n",
                share.median() * 100,
                share.min() * 100,
                share.max() * 100);
    }

    private static String thousands(Spread spread) {
        return format("%.1fk", new Spread(spread.median() / 1e3, spread.min() / 1e3, spread.max() / 1e3));
    }

    private static String ratio(@Nullable Spread spread) {
        return spread == null ? "" : format("%.2f", spread);
    }

    private static String decimal(Spread spread) {
        return format("%.2f", spread);
    }

    private static String whole(Spread spread) {
        return format("%.0f", spread);
    }

    private static String format(String one, Spread spread) {
        String pattern = one + " (" + one + "–" + one + ")";
        return String.format(Locale.ROOT, pattern, spread.median(), spread.min(), spread.max());
    }

    /** @param rows the first one holds the headings; all of the same length */
    private static String table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder(line(rows.get(0), widths));
        for (int column = 0; column < widths.length; column++) {
            String dashes = "-".repeat(widths[column] - 1);
            text.append("| ").append(column == 0 ? dashes + "-" : dashes + ":").append(' ');
        }
        text.append("|\n");
        rows.stream().skip(1).forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            text.append("| ")
                    .append(column == 0 ? cell + padding : padding + cell)
                    .append(' ');
        }
        return text.append("|\n").toString();
    }
}
