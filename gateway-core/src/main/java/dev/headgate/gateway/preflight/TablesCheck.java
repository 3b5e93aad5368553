package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** Each selected table: whether its changes can be captured, and what an update of it will lack. */
final class TablesCheck implements ServerCheck {
    private static final String NAME = "table";

    @Override
    public List<Finding> ask(Server server) {
        List<SurveyedTable> selected = new TableSurvey(server.source(), server.control())
                .tables().stream().filter(SurveyedTable::selected).toList();
        if (selected.isEmpty()) {
            return List.of(Finding.warn(
                    "tables",
                    "none is selected",
                    "sources." + server.source().name() + ".include matches no table of the database.",
                    List.of(Remedy.action("Correct include, or create the tables."))));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("tables", selected.size() + " selected"));
        for (SurveyedTable table : selected) {
            findings.addAll(about(server, table));
        }
        return findings;
    }

    private static List<Finding> about(Server server, SurveyedTable table) {
        List<Finding> findings = new ArrayList<>();
        if (!table.logged()) {
            findings.add(Finding.warn(
                    NAME,
                    "unlogged",
                    "Its changes are not in the WAL and cannot be captured.",
                    List.of(Remedy.sql("ALTER TABLE " + table.name() + " SET LOGGED;"))));
        } else if (!table.identifiesRows()) {
            findings.add(unidentified(table));
        }
        table.shape().columns().stream()
                .filter(column -> column.name().startsWith(server.source().metadataPrefix()))
                .findFirst()
                .ifPresent(column -> findings.add(Finding.fail(
                        NAME,
                        "column " + column.name(),
                        "The gateway's own columns begin like this.",
                        List.of(Remedy.action("Set sources." + server.source().name()
                                + ".metadata_prefix to something that no column begins with.")))));
        if (!table.readable()) {
            findings.add(Finding.warn(
                    NAME,
                    "no SELECT",
                    "Changes arrive without it, but the rows that are there already cannot be copied.",
                    List.of(
                            Remedy.sql("GRANT USAGE ON SCHEMA " + schema(table) + " TO " + server.role() + ";"),
                            Remedy.sql("GRANT SELECT ON " + table.name() + " TO " + server.role() + ";"))));
        }
        if (findings.isEmpty()) {
            boolean partial =
                    !table.toastColumns().isEmpty() && !table.identity().equals("full");
            findings.add(Finding.ok(
                    NAME,
                    "identity " + table.identity()
                            + (partial
                                    ? "; unchanged large values of " + String.join(", ", table.toastColumns())
                                            + " are absent from updates"
                                    : "")));
        }
        return findings.stream().map(finding -> finding.about(table.name())).toList();
    }

    private static Finding unidentified(SurveyedTable table) {
        List<Remedy> remedies = table.shape().identifiesRows()
                ? table.unidentifiedPartitions().stream()
                        .map(partition -> Remedy.sql("ALTER TABLE " + partition + " REPLICA IDENTITY FULL;"))
                        .toList()
                : List.of(Remedy.sql(table.identityStatement()));
        return Finding.warn(
                NAME,
                table.shape().identifiesRows() ? "a partition has no identity" : "identity " + table.identity(),
                "Its old rows cannot be identified, so only its inserts are captured. Better than this statement is a"
                        + " primary key.",
                remedies);
    }

    private static String schema(SurveyedTable table) {
        return Identifiers.quote(table.shape().schema());
    }
}
