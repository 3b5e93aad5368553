package dev.headgate.gateway.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a code, the facts and a remedy. The code decides what happens next; the cause is attached and its text
 * is never copied, since a server's message may quote row values.
 */
public final class GatewayException extends RuntimeException {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)(\\|identifier)?}");
    private static final Pattern PLAIN_IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]*");

    private final ErrorCode code;
    private final transient Map<String, String> facts;

    /**
     * @param what one sentence without final stop: what happened, without row values
     * @param facts where it happened: {@code source}, {@code slot}, {@code lsn}, {@code table} (qualified, quoted where
     *     SQL needs it), {@code file}, {@code sql} and so on; shown in the order of the map
     */
    public GatewayException(ErrorCode code, String what, Map<String, String> facts, @Nullable Throwable cause) {
        super(what, cause);
        this.code = code;
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public GatewayException(ErrorCode code, String what, Map<String, String> facts) {
        this(code, what, facts, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** What happened, as given to the constructor. */
    public String what() {
        return Objects.requireNonNull(getMessage());
    }

    /** Where it happened; unmodifiable, in the order given. */
    public Map<String, String> facts() {
        return facts;
    }

    /** The same failure with one more fact, for a caller that knows more than the place where it happened. */
    public GatewayException with(String fact, String value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(fact, value);
        GatewayException richer = new GatewayException(code, what(), more, getCause());
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
            String shown = value == null ? "<" + name + ">" : matcher.group(2) == null ? value : identifier(value);
            matcher.appendReplacement(filled, Matcher.quoteReplacement(shown));
        }
        return matcher.appendTail(filled).toString();
    }

    /** Several lines for people: what happened, where, what to do. Ends without a line break. */
    public String report() {
        StringBuilder report = new StringBuilder();
        report.append(code.id()).append(' ').append(code).append(": ").append(what());
        facts.forEach(
                (name, value) -> report.append("\n  ").append(name).append(": ").append(value));
        report.append("\n  what to do: ").append(remedy());
        return report.toString();
    }

    private static String identifier(String name) {
        return PLAIN_IDENTIFIER.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
