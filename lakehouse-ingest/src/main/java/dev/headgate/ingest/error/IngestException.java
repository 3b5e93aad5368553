package dev.headgate.ingest.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A failure with a code, the facts and a remedy. Its text names files, tables and positions, never row values. */
public final class IngestException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    private final IngestErrorCode code;
    private final transient Map<String, String> facts;

    /**
     * @param what one sentence without final stop: what happened
     * @param facts where it happened: {@code pipeline}, {@code source}, {@code table}, {@code file}, {@code position}
     */
    public IngestException(IngestErrorCode code, String what, Map<String, String> facts, @Nullable Throwable cause) {
        super(what, cause);
        this.code = code;
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public IngestException(IngestErrorCode code, String what, Map<String, String> facts) {
        this(code, what, facts, null);
    }

    public IngestErrorCode code() {
        return code;
    }

    /** What happened, as given to the constructor. */
    public String what() {
        return Objects.requireNonNull(getMessage());
    }

    /** The same failure with more facts, for a caller that knows more than the place where it happened. */
    public IngestException with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.putAll(facts);
        IngestException richer = new IngestException(code, what(), all, getCause());
        richer.setStackTrace(getStackTrace());
        return richer;
    }

    /** The code's remedy with the facts filled in; a missing fact is shown as {@code <name>}. */
    public String remedy() {
        Matcher matcher = PLACEHOLDER.matcher(code.remedy());
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String name = Objects.requireNonNull(matcher.group(1));
            String value = facts.get(name);
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value == null ? "<" + name + ">" : value));
        }
        return matcher.appendTail(filled).toString();
    }

    /** Several lines for people: what happened, where, what to do. */
    public String report() {
        StringBuilder report = new StringBuilder();
        report.append(code.id()).append(' ').append(code).append(": ").append(what());
        facts.forEach(
                (name, value) -> report.append("\n  ").append(name).append(": ").append(value));
        report.append("\n  what to do: ").append(remedy());
        return report.toString();
    }
}
