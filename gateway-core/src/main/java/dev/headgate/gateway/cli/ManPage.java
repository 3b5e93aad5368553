package dev.headgate.gateway.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of the whole command line, in the language of {@code man}, out of what the commands say of themselves. */
final class ManPage {
    private final List<String> lines = new ArrayList<>();

    private ManPage() {}

    /** @param version shown in the footer */
    static List<String> of(CommandLine top, String version) {
        ManPage page = new ManPage();
        page.lines.add(".TH HEADGATE 1 \"\" \"headgate " + escape(version) + "\" \"Headgate\"");
        page.section("NAME");
        page.text("headgate - stages PostgreSQL changes as Parquet, exactly once");
        page.section("SYNOPSIS");
        page.lines.add(".B headgate");
        page.text("COMMAND [OPTIONS]");
        page.section("COMMANDS");
        top.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.helpCommand())
                .forEach(page::command);
        page.section("FILES");
        page.text("headgate.yaml in the working directory, or the file that --config names.");
        page.section("EXIT STATUS");
        page.text(
                "0 for what was asked; 64 for a command line that cannot be understood; others stand in docs/errors.md.");
        return page.lines;
    }

    private void command(CommandSpec command) {
        lines.add(".SS " + escape(synopsis(command)));
        Arrays.stream(command.usageMessage().description()).forEach(this::text);
        command.positionalParameters().forEach(this::argument);
        command.options().stream()
                .filter(option -> !option.hidden() && !option.inherited())
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .forEach(this::argument);
    }

    private static String synopsis(CommandSpec command) {
        String synopsis = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        return synopsis.replaceAll("\\s+", " ").strip();
    }

    private void argument(ArgSpec argument) {
        lines.add(".TP");
        lines.add(".B " + escape(name(argument)));
        Arrays.stream(argument.description()).forEach(this::text);
    }

    private static String name(ArgSpec argument) {
        if (argument instanceof OptionSpec option) {
            String names = String.join(", ", option.names());
            return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
        }
        return ((PositionalParamSpec) argument).paramLabel();
    }

    private void section(String title) {
        lines.add(".SH " + title);
    }

    private void text(String text) {
        lines.add(escape(CommandLine.Help.Ansi.OFF.string(text)));
    }

    /** A line must not begin with a dot or an apostrophe, a backslash starts an escape, a plain hyphen may become a dash. */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
