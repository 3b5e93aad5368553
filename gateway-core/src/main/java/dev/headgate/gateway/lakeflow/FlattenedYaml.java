package dev.headgate.gateway.lakeflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives a definition its indentation back of which a web page has left one space: a line belongs to the innermost open
 * mapping that has a place for its key.
 */
final class FlattenedYaml {
    private static final Set<String> LISTS = Set.of("schemas", "tables", "exclude_columns", "on_success", "on_failure");
    private static final Set<String> CHANNEL = Set.of("type", "to", "url", "webhook_url");
    private static final Map<String, Set<String>> NESTED = Map.of(
            "cdc", Set.of("initial_load", "include_deleted_rows"),
            "schemas", Set.of("name", "tables"),
            "tables", Set.of("name"),
            "exclude_columns", Set.of("table", "columns"),
            "table_naming", Set.of("prefix", "case"),
            "write_mode", Set.of("type", "keys"),
            "fallback", Set.of("on_failure", "max_retries", "backoff_sec"),
            "on_success", CHANNEL,
            "on_failure", CHANNEL);

    private final Deque<Mapping> open = new ArrayDeque<>();
    private final StringBuilder indented = new StringBuilder();

    /**
     * A mapping that further lines may belong to.
     *
     * @param name its key, or that of the list that it is an item of
     * @param indent of its lines
     * @param list whether its lines are items
     * @param keys what it has
     */
    private record Mapping(String name, int indent, boolean list, Set<String> keys) {
        boolean takes(String key) {
            Set<String> places = NESTED.get(name);
            return !list && !keys.contains(key) && (places == null || places.contains(key));
        }
    }

    private FlattenedYaml() {}

    /** The same text unless its lines have at most one space before them. */
    static String indent(String text) {
        List<String> lines = text.lines().toList();
        if (content(lines).anyMatch(line -> line.startsWith("  "))
                || content(lines).noneMatch(FlattenedYaml::isInner)) {
            return text;
        }
        FlattenedYaml yaml = new FlattenedYaml();
        content(lines).forEach(yaml::place);
        // A definition of one level has lost nothing.
        boolean deeper = yaml.indented.toString().lines().anyMatch(line -> line.startsWith("   "));
        return deeper ? yaml.indented.toString() : text;
    }

    private static Stream<String> content(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank() && !line.strip().startsWith("#"));
    }

    private static boolean isInner(String line) {
        return line.startsWith(" ");
    }

    private void place(String line) {
        String content = line.strip();
        boolean item = content.startsWith("- ");
        String entry = (item ? content.substring(2).strip() : content).replaceFirst("\\s+#.*$", "");
        String key = entry.replaceFirst(":.*", "");
        if (!isInner(line)) {
            open.clear();
            open.push(new Mapping("", 0, false, new HashSet<>()));
        }
        while (open.size() > 2 && !(item ? open.peek().list() : open.peek().takes(key))) {
            open.pop();
        }
        Mapping place = open.element();
        indented.append(" ".repeat(place.indent())).append(content).append('\n');
        int indent = place.indent() + 2;
        if (item) {
            open.push(new Mapping(place.name(), indent, false, new HashSet<>()));
        }
        open.element().keys().add(key);
        if (entry.endsWith(":")) {
            int below = open.element().indent() + 2;
            open.push(new Mapping(key, below, LISTS.contains(key), new HashSet<>()));
        }
    }
}
