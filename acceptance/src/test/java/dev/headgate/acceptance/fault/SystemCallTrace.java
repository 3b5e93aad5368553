package dev.headgate.acceptance.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls of a process and all its threads in the order in which they happened, as {@code strace} saw them.
 * The order in which files become durable is a fact of these calls and of nothing else.
 */
public final class SystemCallTrace {

    private static final String TRACED = "openat,write,pwrite64,writev,pwritev,fsync,fdatasync,sync_file_range,"
            + "rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,ftruncate,sendto,sendmsg,sendfile";
    private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
    private static final String UNFINISHED = " <unfinished ...>";

    private final List<SystemCall> calls;

    private SystemCallTrace(List<SystemCall> calls) {
        this.calls = calls;
    }

    /** The words before a command that have it traced into that file. */
    public static List<String> recordInto(Path file) {
        return List.of(
                "strace", "-f", "-yy", "-s", "64", "-e", "signal=none", "-e", "trace=" + TRACED, "-o", file.toString());
    }

    /** Reads a trace; the traced process may still run. */
    public static SystemCallTrace read(Path file) {
        try {
            return parse(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SystemCallTrace parse(List<String> lines) {
        record Begun(String text, int line) {}
        Map<Long, Begun> unfinished = new HashMap<>();
        List<SystemCall> calls = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            Matcher matcher = LINE.matcher(lines.get(line));
            if (!matcher.matches()) {
                continue;
            }
            long thread = Long.parseLong(matcher.group(1));
            String text = matcher.group(2);
            int started = line;
            Matcher resumed = RESUMED.matcher(text);
            if (text.endsWith(UNFINISHED)) {
                unfinished.put(thread, new Begun(text.substring(0, text.length() - UNFINISHED.length()), line));
                continue;
            }
            if (resumed.matches()) {
                Begun begun = unfinished.remove(thread);
                if (begun == null) {
                    continue;
                }
                text = begun.text() + resumed.group(1);
                started = begun.line();
            }
            SystemCall call = SystemCall.parse(thread, text, started, line);
            if (call != null) {
                calls.add(call);
            }
        }
        calls.sort((left, right) -> Integer.compare(left.started(), right.started()));
        return new SystemCallTrace(List.copyOf(calls));
    }

    /** All calls, in the order in which they began. */
    public List<SystemCall> calls() {
        return calls;
    }

    /** Those that meet a condition. */
    public List<SystemCall> all(Predicate<SystemCall> condition) {
        return calls.stream().filter(condition).toList();
    }

    /** The first that meets a condition; an {@link AssertionError} that says what was expected if none does. */
    public SystemCall first(String what, Predicate<SystemCall> condition) {
        return calls.stream()
                .filter(condition)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no system call is: " + what));
    }

    /** The last successful one that had returned before another began. */
    public SystemCall before(SystemCall later, String what, Predicate<SystemCall> condition) {
        return calls.stream()
                .filter(call -> call.succeeded() && call.isBefore(later) && condition.test(call))
                .reduce((earlier, newest) -> newest)
                .orElseThrow(() -> new AssertionError("nothing before " + later + " is: " + what));
    }

    /** The first successful one that began after another had returned. */
    public SystemCall after(SystemCall earlier, String what, Predicate<SystemCall> condition) {
        return calls.stream()
                .filter(call -> call.succeeded() && earlier.isBefore(call) && condition.test(call))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing after " + earlier + " is: " + what));
    }

    /** A successful {@code fsync} or {@code fdatasync} of a file or directory. */
    public static Predicate<SystemCall> forceOf(String path) {
        return call ->
                call.is("fsync", "fdatasync") && call.succeeded() && call.path().equals(path);
    }

    /** A write to a file. */
    public static Predicate<SystemCall> writeTo(String path) {
        return call -> call.is("write", "pwrite64", "writev", "pwritev", "ftruncate")
                && call.path().equals(path);
    }

    /** A rename to, or hard link at, a path. */
    public static Predicate<SystemCall> publishAs(String path) {
        return call -> call.is("rename", "renameat", "renameat2", "link", "linkat")
                && call.succeeded()
                && call.target().equals(path);
    }
}
