package dev.headgate.acceptance.fault;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One system call of a traced process.
 *
 * @param thread thread id
 * @param name such as {@code fsync}
 * @param arguments as the tracer prints them, such as {@code 4</tmp/file>, "\1\2\3", 3}
 * @param result what it returned; -1 for an error
 * @param started position in the trace at which the call began; calls of all threads share one count
 * @param finished position in the trace at which it returned
 */
public record SystemCall(long thread, String name, String arguments, long result, int started, int finished) {

    private static final Pattern DESCRIPTOR = Pattern.compile("^\\d+<(.*?)>(?=[,)]|$)");
    private static final Pattern PEER = Pattern.compile("->\\[.*]:(\\d+)]");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Whether it succeeded. */
    public boolean succeeded() {
        return result >= 0;
    }

    /** Whether it is one of these. */
    public boolean is(String... names) {
        return List.of(names).contains(name);
    }

    /** The file or socket that the call works on: its descriptor's, or the first name that it gives. */
    public String path() {
        Matcher descriptor = DESCRIPTOR.matcher(arguments);
        return descriptor.find() ? descriptor.group(1) : quoted(0);
    }

    /** The second name of a call that has two, such as {@code rename}. */
    public String target() {
        return quoted(1);
    }

    /** The bytes that are written, as many as the tracer kept. */
    public byte[] data() {
        return unescape(quoted(0));
    }

    /** TCP port of the other side, or -1 for what is no connection. */
    public int peerPort() {
        String path = path();
        Matcher peer = PEER.matcher(path);
        if (peer.find()) {
            return Integer.parseInt(peer.group(1));
        }
        int arrow = path.indexOf("->");
        boolean tcp = path.startsWith("TCP") && arrow >= 0;
        return tcp ? Integer.parseInt(path.substring(path.lastIndexOf(':') + 1, path.length() - 1)) : -1;
    }

    /** Whether it had returned before the other one began. */
    public boolean isBefore(SystemCall other) {
        return finished < other.started;
    }

    private String quoted(int index) {
        Matcher matcher = QUOTED.matcher(arguments);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return index < found.size() ? found.get(index) : "";
    }

    // The tracer writes C strings: \n, \t, \", \\ and octal numbers of one to three digits.
    private static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int index = 0;
        while (index < text.length()) {
            char character = text.charAt(index++);
            if (character != '\\') {
                bytes.write(character);
                continue;
            }
            int digits = 0;
            while (digits < 3 && index + digits < text.length() && isOctal(text.charAt(index + digits))) {
                digits++;
            }
            if (digits > 0) {
                bytes.write(Integer.parseInt(text.substring(index, index + digits), 8));
                index += digits;
            } else {
                bytes.write(escaped(text.charAt(index++)));
            }
        }
        return bytes.toByteArray();
    }

    private static boolean isOctal(char character) {
        return character >= '0' && character <= '7';
    }

    private static int escaped(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'v' -> 0x0b;
            case 'f' -> '\f';
            default -> letter;
        };
    }

    /** Reads what the tracer prints of a call, without the thread: {@code fsync(4</tmp/file>) = 0}. */
    static @Nullable SystemCall parse(long thread, String text, int started, int finished) {
        int open = text.indexOf('(');
        int equals = text.lastIndexOf(" = ");
        int close = equals < 0 ? -1 : text.lastIndexOf(')', equals);
        if (open <= 0 || close < open) {
            return null;
        }
        Matcher number = Pattern.compile("-?\\d+").matcher(text.substring(equals + 3));
        long result = number.lookingAt() ? Long.parseLong(number.group()) : -1;
        return new SystemCall(
                thread, text.substring(0, open), text.substring(open + 1, close), result, started, finished);
    }
}
