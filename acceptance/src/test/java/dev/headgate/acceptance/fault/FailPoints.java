package dev.headgate.acceptance.fault;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What the woven code calls, in the JVM that is instrumented. Public because any class may be instrumented. */
public final class FailPoints {

    private static final long HOLD_POLL_NANOS = 5_000_000;

    private record Installed(FailPoint point, AtomicInteger hits) {}

    // The woven code has no object to ask; the JVM that it runs in exists for one experiment.
    private static final List<Installed> INSTALLED = new CopyOnWriteArrayList<>();

    private FailPoints() {}

    static int register(FailPoint point) {
        INSTALLED.add(new Installed(point, new AtomicInteger()));
        return INSTALLED.size() - 1;
    }

    /** Takes the action of the fail point if it is its turn; whether it was. */
    public static boolean reached(int id) {
        Installed installed = INSTALLED.get(id);
        FailPoint point = installed.point();
        if (point.action().equals("fail_while")
                && !Files.exists(Path.of(point.operands().get(0)))) {
            return false;
        }
        int hit = installed.hits().incrementAndGet();
        if (!point.isTakenAt(hit)) {
            return false;
        }
        if (hit == point.first()) {
            say("fail point " + point + " taken at hit " + hit);
        }
        switch (point.action()) {
            case "halt" -> Runtime.getRuntime().halt(FailPointAgent.HALTED);
            case "throw" -> FailPoints.<RuntimeException>raise(new IOException("injected at " + point));
            case "fail" ->
                FailPoints.<RuntimeException>raise(
                        new IOException(point.operands().get(0)));
            case "fail_while" ->
                FailPoints.<RuntimeException>raise(
                        new IOException(point.operands().get(1)));
            case "hold" -> hold(Path.of(point.operands().get(0)));
            case "sleep" ->
                LockSupport.parkNanos(Long.parseLong(point.operands().get(0)) * 1_000_000);
            default -> {
                // The advice does the rest.
            }
        }
        return true;
    }

    /** What a method returns whose body was not run. */
    public static @Nullable Object result(int id, String returnType, @Nullable Object zero) {
        FailPoint point = INSTALLED.get(id).point();
        if (point.action().equals("skip") || returnType.equals("void")) {
            return zero;
        }
        return value(returnType, point.operands().get(0));
    }

    /** What the method that the fail point names returns, for an argument or for the object; null when it is not its turn. */
    public static @Nullable Object called(int id, @Nullable Object self, @Nullable Object[] arguments) {
        if (!reached(id)) {
            return null;
        }
        FailPoint point = INSTALLED.get(id).point();
        List<String> operands = point.operands();
        try {
            if (point.action().equals("by")) {
                Class.forName(operands.get(0))
                        .getMethod(operands.get(1), Object.class)
                        .invoke(null, self);
                return true;
            }
            Object argument = Objects.requireNonNull(arguments[Integer.parseInt(operands.get(0))]);
            return argument.getClass().getMethod(operands.get(1)).invoke(argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void hold(Path file) {
        while (Files.exists(file)) {
            LockSupport.parkNanos(HOLD_POLL_NANOS);
        }
    }

    /** The arguments with the one that the fail point names replaced. */
    public static @Nullable Object[] arguments(int id, @Nullable Object[] arguments) {
        FailPoint point = INSTALLED.get(id).point();
        int index = Integer.parseInt(point.operands().get(0));
        @Nullable Object before = arguments[index];
        String type = before == null ? "java.lang.String" : before.getClass().getName();
        @Nullable Object[] replaced = arguments.clone();
        replaced[index] = value(type, point.operands().get(1));
        return replaced;
    }

    private static @Nullable Object value(String type, String text) {
        if (text.equals("null")) {
            return null;
        }
        return switch (type) {
            case "boolean", "java.lang.Boolean" -> Boolean.valueOf(text);
            case "int", "java.lang.Integer" -> Integer.valueOf(text);
            case "long", "java.lang.Long" -> Long.valueOf(text);
            case "java.lang.String" -> text;
            default -> enumConstant(type, text);
        };
    }

    private static Object enumConstant(String type, String name) {
        try {
            Object[] constants = Class.forName(type).getEnumConstants();
            if (constants != null) {
                for (Object constant : constants) {
                    if (constant.toString().equals(name)) {
                        return constant;
                    }
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("a fail point cannot make a " + type + " of " + name);
    }

    // The methods that fail points are put in declare what they throw; the woven call does not.
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable error) throws E {
        throw (E) error;
    }

    // Not System.err: the program may have redirected it into its log.
    static void say(String line) {
        try {
            // Never closed: the descriptor is the JVM's.
            new FileOutputStream(FileDescriptor.err).write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
