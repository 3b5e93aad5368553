package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.preflight.SurveyedTable;
import dev.headgate.gateway.preflight.TableSurvey;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.ServerConnections;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate discover}: the tables of a database, and what would be captured of them. */
@Command(
        name = "discover",
        description = {
            "Lists the tables of a source's database: size, key, identity, whether they are selected and published, advice.",
            "Partitions are counted with their partitioned table."
        })
final class DiscoverCommand implements Callable<Integer> {
    private static final List<String> HEADER =
            List.of("TABLE", "SELECTED", "PUBLISHED", "SIZE", "ROWS", "KEY", "IDENTITY");

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SOURCE", description = "Name of the source.")
    private String name = "";

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, JsonProcessingException {
        SourceConfig source = ConfigOption.source(config.load(), name);
        List<SurveyedTable> tables;
        try (ControlSession control = new ControlSession(source, new ServerConnections(source))) {
            tables = new TableSurvey(source, control).tables();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(tables.stream().map(DiscoverCommand::fields).toList()));
            return 0;
        }
        Text.table(HEADER, tables.stream().map(DiscoverCommand::row).toList()).forEach(out::println);
        List<SurveyedTable> advised =
                tables.stream().filter(table -> !table.advice().isEmpty()).toList();
        if (!advised.isEmpty()) {
            out.println();
            advised.forEach(
                    table -> out.println(Text.printable(shortName(table)) + ": " + Text.printable(table.advice())));
        }
        return 0;
    }

    private static List<String> row(SurveyedTable table) {
        return List.of(
                shortName(table),
                table.selected() ? "yes" : "no",
                published(table),
                Text.bytes(table.bytes()),
                table.rows() < 0 ? "-" : Long.toString(table.rows()),
                table.shape().primaryKey().isEmpty()
                        ? "-"
                        : String.join(", ", table.shape().primaryKey()),
                table.logged() ? table.identity() : "unlogged");
    }

    private static String published(SurveyedTable table) {
        if (!table.published()) {
            return "no";
        }
        return table.insertsOnly() ? "inserts" : "yes";
    }

    private static String shortName(SurveyedTable table) {
        return table.shape().schema() + "." + table.shape().table();
    }

    private static Map<String, Object> fields(SurveyedTable table) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("schema", table.shape().schema());
        fields.put("table", table.shape().table());
        fields.put("selected", table.selected());
        fields.put("published", published(table));
        fields.put("bytes", table.bytes());
        fields.put("rows_estimate", table.rows() < 0 ? null : table.rows());
        fields.put("primary_key", table.shape().primaryKey());
        fields.put("identity", table.identity());
        fields.put("logged", table.logged());
        fields.put("toast_columns", table.toastColumns());
        fields.put("advice", table.advice());
        return fields;
    }
}
