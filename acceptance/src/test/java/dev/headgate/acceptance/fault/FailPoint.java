package dev.headgate.acceptance.fault;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place in the code of another JVM and what shall happen there.
 *
 * <pre>
 *   dev.headgate.staging.store.LocalStore#createIfAbsent @exit :3  = halt
 *   class                                #method         where  n-th  action
 * </pre>
 *
 * <p>Actions: {@code halt} (exit code 137, like kill -9), {@code throw} (an {@link java.io.IOException}), {@code
 * sleep:MILLISECONDS}, {@code skip} (the body is not run, the result is null, zero or false), {@code return:VALUE} (the
 * body is not run), {@code argument:INDEX:VALUE} (the argument is replaced, the body is run), {@code instead:INDEX:METHOD}
 * (the body is not run, the result is what that method of the argument returns), {@code fail:MESSAGE} (an
 * {@link java.io.IOException} with this message), {@code by:CLASS:METHOD} (the body is not run, but that public static method,
 * which is given the object), {@code fail_while:FILE:MESSAGE} (the same as long as the file exists), {@code hold:FILE} (waits as long as the file exists), {@code log} (only
 * says that it was reached). Without a number the action is taken each time, with {@code :3} only the third time, with
 * {@code :3+} from the third time on.
 *
 * @param type binary name of the class
 * @param method name of the method, of all its overloads, or {@code <init>}
 */
record FailPoint(
        String type, String method, boolean atExit, int first, boolean onlyOnce, String action, List<String> operands) {

    private static final Pattern SYNTAX = Pattern.compile(
            "(?<type>[\\w.$]+)#(?<method>[\\w$<>]+)(@(?<where>enter|exit))?(:(?<nth>[1-9]\\d*)(?<on>\\+)?)?=(?<action>.+)");

    static FailPoint parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a fail point: " + text);
        }
        List<String> words = List.of(matcher.group("action").split(":", 3));
        @Nullable String nth = matcher.group("nth");
        FailPoint point = new FailPoint(
                matcher.group("type"),
                matcher.group("method"),
                "exit".equals(matcher.group("where")),
                nth == null ? 1 : Integer.parseInt(nth),
                nth != null && matcher.group("on") == null,
                words.get(0),
                words.subList(1, words.size()));
        point.requireKnownAction(text);
        return point;
    }

    private void requireKnownAction(String text) {
        int expected = switch (action) {
            case "halt", "throw", "skip", "log" -> 0;
            case "sleep", "return", "fail", "hold" -> 1;
            case "argument", "instead", "by", "fail_while" -> 2;
            default -> throw new IllegalArgumentException("unknown action " + action + " in fail point " + text);
        };
        if (operands.size() != expected) {
            throw new IllegalArgumentException(action + " takes " + expected + " operands: " + text);
        }
        if (atExit && (replacesBody() || replacesArgument() || replacesBodyByCall())) {
            throw new IllegalArgumentException(action + " happens at the entry, never at the exit: " + text);
        }
    }

    boolean replacesBody() {
        return action.equals("skip") || action.equals("return");
    }

    boolean replacesBodyByCall() {
        return action.equals("instead") || action.equals("by");
    }

    boolean replacesArgument() {
        return action.equals("argument");
    }

    boolean isTakenAt(int hit) {
        return onlyOnce ? hit == first : hit >= first;
    }

    @Override
    public String toString() {
        return type + "#" + method + (atExit ? "@exit" : "@enter") + "=" + action;
    }
}
