package dev.headgate.gateway.cli;

import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The status as text: a line per source, what is wrong with it, and its tables. */
final class StatusText {
    private static final List<String> SOURCE_HEADER = List.of(
            "SOURCE", "STATE", "DURABLE LSN", "LAG", "RETAINED WAL", "ENTRY", "TRANSACTIONS", "ROWS", "LAST COMMIT");
    private static final List<String> TABLE_HEADER =
            List.of("SOURCE", "TABLE", "DESTINATION", "INSERTS", "UPDATES", "DELETES", "FILES", "BYTES", "LAST CHANGE");

    private StatusText() {}

    static List<String> lines(GatewayStatus status) {
        List<String> lines = new ArrayList<>(Text.table(
                SOURCE_HEADER, status.sources().stream().map(StatusText::source).toList()));
        for (SourceStatus source : status.sources()) {
            addError(lines, source.name(), source.error());
            source.tables().forEach(table -> addError(lines, whose(source, table), table.error()));
        }
        List<List<String>> tables = status.sources().stream()
                .flatMap(source -> source.tables().stream().map(table -> table(source, table)))
                .toList();
        if (!tables.isEmpty()) {
            lines.add("");
            lines.addAll(Text.table(TABLE_HEADER, tables));
        }
        return lines;
    }

    private static void addError(List<String> lines, String whose, @Nullable SourceError error) {
        if (error != null) {
            lines.add("");
            lines.add(whose + ": " + error.id() + " " + error.code() + ": " + Text.printable(error.what()));
            lines.add("  what to do: " + Text.printable(error.remedy()));
        }
    }

    private static String whose(SourceStatus source, TableStatus table) {
        return source.name() + ": table " + Text.printable(table.name()) + " is "
                + table.phase().name().toLowerCase(Locale.ROOT);
    }

    private static List<String> source(SourceStatus source) {
        boolean serverKnown = source.serverLsn() != null;
        return List.of(
                source.name(),
                source.state().name().toLowerCase(Locale.ROOT),
                orDash(source.durableLsn()),
                serverKnown ? Text.bytes(source.lagBytes()) : "-",
                serverKnown ? Text.bytes(source.retainedWalBytes()) : "-",
                Long.toString(source.lastEntry()),
                Long.toString(source.transactions()),
                Long.toString(source.rows()),
                orDash(source.lastCommitAt()));
    }

    private static List<String> table(SourceStatus source, TableStatus table) {
        return List.of(
                source.name(),
                table.name(),
                table.destination(),
                Long.toString(table.inserts()),
                Long.toString(table.updates()),
                Long.toString(table.deletes()),
                Long.toString(table.files()),
                Text.bytes(table.bytes()),
                orDash(table.lastChangeAt()));
    }

    private static String orDash(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
