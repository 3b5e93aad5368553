package dev.headgate.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file, read key by key. What is asked for is what is known: {@link #close} reports every other key.
 * A value that is wrong is reported once, and the caller's default stands in for it until all problems are known.
 */
public final class YamlSection {
    private final String path;
    private final Optional<Mark> start;
    private final Problems problems;
    private final Interpolation interpolation;
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();

    /** @param node null: the section is absent, and every key in it */
    public YamlSection(@Nullable Node node, String path, Problems problems, Interpolation interpolation) {
        this.path = path;
        this.problems = problems;
        this.interpolation = interpolation;
        this.start = node == null ? Optional.empty() : node.getStartMark();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::addEntry);
        } else if (node != null && !isNull(node)) {
            problems.add(node, path, "must be a mapping of keys to values");
        }
    }

    private void addEntry(NodeTuple entry) {
        Node key = entry.getKeyNode();
        if (!(key instanceof ScalarNode scalar)) {
            problems.add(key, path, "has a key that is not a plain name");
            return;
        }
        String name = scalar.getValue();
        if (keys.putIfAbsent(name, key) == null) {
            values.put(name, entry.getValueNode());
        } else {
            problems.add(key, pathOf(name), "is given twice; keep one");
        }
    }

    public String path() {
        return path;
    }

    public String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Reports a problem at the value of a key, or at the section when the key is absent. */
    public void problem(String key, String problem) {
        Node value = values.get(key);
        problems.add(value == null ? start : value.getStartMark(), pathOf(key), problem);
    }

    public boolean has(String key) {
        Node value = values.get(key);
        return value != null && !isNull(value);
    }

    /** The names in a section whose keys are the operator's own, in the order of the file. */
    public List<String> names() {
        asked.addAll(values.keySet());
        return List.copyOf(values.keySet());
    }

    public YamlSection section(String key) {
        asked.add(key);
        return new YamlSection(values.get(key), pathOf(key), problems, interpolation);
    }

    public String text(String key, String fallback) {
        return value(key, fallback, Function.identity());
    }

    public String requiredText(String key, String example) {
        String text = value(key, "", Function.identity());
        if (!has(key)) {
            problem(key, "is required, for example " + example);
        } else if (text.isEmpty()
                && values.get(key) instanceof ScalarNode scalar
                && scalar.getValue().isEmpty()) {
            problem(key, "is empty; write for example " + example);
        }
        return text;
    }

    public int integer(String key, int fallback, int min, int max) {
        return value(key, fallback, text -> {
            String expected = "write a whole number from " + min + " to " + max;
            try {
                int number = Integer.parseInt(text.strip());
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a number; " + expected, e);
            }
            throw new IllegalArgumentException("'" + text + "' is out of range; " + expected);
        });
    }

    public boolean truth(String key, boolean fallback) {
        return value(key, fallback, text -> switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        });
    }

    public <E extends Enum<E>> E choice(String key, E fallback) {
        Class<E> choices = fallback.getDeclaringClass();
        return value(key, fallback, text -> {
            List<String> names = new ArrayList<>();
            for (E choice : choices.getEnumConstants()) {
                String name = choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(text.strip().replace('_', '-'))) {
                    return choice;
                }
                names.add(name);
            }
            throw new IllegalArgumentException(
                    "'" + text + "' is not one of " + String.join(", ", names) + NearestName.hint(text, names));
        });
    }

    /** A value of a type of its own; {@code parse} refuses with an IllegalArgumentException that names the right form. */
    public <T> T value(String key, T fallback, Function<String, T> parse) {
        T value = optional(key, parse);
        return value == null ? fallback : value;
    }

    public <T> @Nullable T optional(String key, Function<String, T> parse) {
        asked.add(key);
        Node node = values.get(key);
        return node == null ? null : scalar(node, pathOf(key), parse);
    }

    /** A list of scalars; a single scalar is a problem, so that a forgotten dash is not taken for a list. */
    public <T> List<T> list(String key, List<T> fallback, Function<String, T> parse) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null) {
            return fallback;
        }
        if (!(node instanceof SequenceNode sequence)) {
            problems.add(node, pathOf(key), "must be a list, as in [a, b]");
            return fallback;
        }
        List<T> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            T value = scalar(item, pathOf(key) + "[" + items.size() + "]", parse);
            if (value != null) {
                items.add(value);
            }
        }
        return items;
    }

    /**
     * The text of every single value in this section and below, by its path ({@code a.b}, {@code a.list[0]}). References
     * are filled in; one that cannot be filled stays as it is written.
     */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, node) -> collectTexts(node, pathOf(key), texts));
        return texts;
    }

    private void collectTexts(Node node, String at, Map<String, String> texts) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    collectTexts(entry.getValueNode(), at + "." + key.getValue(), texts);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                collectTexts(sequence.getValue().get(i), at + "[" + i + "]", texts);
            }
        } else if (node instanceof ScalarNode scalar) {
            texts.put(at, filledOrWritten(scalar.getValue()));
        }
    }

    private String filledOrWritten(String written) {
        try {
            return interpolation.fill(written);
        } catch (IllegalArgumentException e) {
            return written;
        }
    }

    /** Reports every key that nobody asked for. */
    public void close() {
        keys.forEach((name, node) -> {
            if (!asked.contains(name)) {
                problems.add(node, pathOf(name), "is not a known key" + NearestName.hint(name, asked));
            }
        });
    }

    /** The keys that this section knows. */
    public Set<String> asked() {
        return asked;
    }

    private <T> @Nullable T scalar(Node node, String at, Function<String, T> parse) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(node, at, "must be a single value, not a list or a mapping");
            return null;
        }
        if (isNull(node)) {
            problems.add(node, at, "has no value; give one or remove the key");
            return null;
        }
        String written = scalar.getValue();
        String filled;
        try {
            filled = interpolation.fill(written);
        } catch (IllegalArgumentException e) {
            problems.add(node, at, String.valueOf(e.getMessage()));
            return null;
        }
        try {
            return parse.apply(filled);
        } catch (IllegalArgumentException e) {
            boolean hidden = Interpolation.readsFile(written);
            problems.add(node, at, hidden ? "what the file holds does not fit here" : String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }
}
