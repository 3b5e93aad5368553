package dev.headgate.acceptance.fault;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Java agent that installs {@linkplain FailPoint fail points} in a JVM before its {@code main} starts, so that
 * production code holds no switches for tests. The agent's jar holds a manifest only: this class and Byte Buddy come
 * from the class path of the JVM.
 *
 * <p>A fail point whose class or method does not exist ends the JVM with exit code {@value #UNMATCHED}: a renamed
 * method must break the test that names it. Each action that is taken writes a line to standard error.
 */
public final class FailPointAgent {

    /** Exit code of a JVM that was given a fail point that matches no method. */
    public static final int UNMATCHED = 99;

    /** Exit code of a JVM that {@code halt} ended; what a shell reports after kill -9. */
    public static final int HALTED = 137;

    private static final String SEPARATOR = ";";

    private FailPointAgent() {}

    /**
     * The option that starts a JVM with these fail points.
     *
     * @param directory where the agent's jar is written
     * @param failPoints in the syntax of {@link FailPoint}
     */
    public static String option(Path directory, List<String> failPoints) {
        failPoints.forEach(FailPoint::parse);
        return "-javaagent:" + writeJar(directory) + "=" + String.join(SEPARATOR, failPoints);
    }

    private static Path writeJar(Path directory) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), FailPointAgent.class.getName());
        attributes.put(new Attributes.Name("Can-Retransform-Classes"), "true");
        try {
            Path jar = Files.createTempFile(directory, "fail-points-", ".jar");
            try (OutputStream out = Files.newOutputStream(jar);
                    JarOutputStream entries = new JarOutputStream(out, manifest)) {
                entries.finish();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called by the JVM that is to be instrumented, before its {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        // Two class loadings that meet make the loader's map draw a random number. Were its class loaded only then, the
        // transformer below would be asked about it inside that map, and the class would fail for ever.
        ThreadLocalRandom.current();
        try {
            Map<FailPoint, List<String>> matched = new LinkedHashMap<>();
            for (String text : arguments.split(SEPARATOR, -1)) {
                FailPoint point = FailPoint.parse(text);
                matched.put(point, install(point, instrumentation));
            }
            for (Map.Entry<FailPoint, List<String>> entry : matched.entrySet()) {
                // Loading it now, without running its initialiser, tells at once whether the method exists.
                Class.forName(entry.getKey().type(), false, ClassLoader.getSystemClassLoader());
                if (entry.getValue().isEmpty()) {
                    end("fail point " + entry.getKey() + " matches no method");
                }
            }
        } catch (RuntimeException | ClassNotFoundException | LinkageError e) {
            end("fail point cannot be installed: " + e);
        }
    }

    /** The list to which the methods that match are added as soon as the class is loaded. */
    private static List<String> install(FailPoint point, Instrumentation instrumentation) {
        int id = FailPoints.register(point);
        ElementMatcher<MethodDescription> methods =
                isMethod().or(isConstructor()).and(named(point.method()).or(isConstructorNamed(point)));
        List<String> matched = new ArrayList<>();
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .ignore(none())
                .with(new AgentBuilder.Listener.Adapter() {
                    @Override
                    public void onError(
                            String type,
                            @Nullable ClassLoader loader,
                            @Nullable JavaModule module,
                            boolean loaded,
                            Throwable error) {
                        end("fail point " + point + " cannot be installed in " + type + ": " + error);
                    }
                })
                .type(named(point.type()))
                .transform((builder, type, loader, module, domain) -> {
                    type.getDeclaredMethods().filter(methods).forEach(method -> matched.add(method.toString()));
                    return weave(builder, point, id, methods);
                })
                .installOn(instrumentation);
        return matched;
    }

    private static ElementMatcher<MethodDescription> isConstructorNamed(FailPoint point) {
        return point.method().equals("<init>") ? isConstructor() : none();
    }

    private static DynamicType.Builder<?> weave(
            DynamicType.Builder<?> builder, FailPoint point, int id, ElementMatcher<MethodDescription> methods) {
        Class<?> advice;
        if (point.replacesBody()) {
            advice = ReplaceBody.class;
        } else if (point.replacesArgument()) {
            advice = ReplaceArgument.class;
        } else if (point.replacesBodyByCall()) {
            advice = ReplaceBodyByCall.class;
        } else {
            advice = point.atExit() ? AtExit.class : AtEntry.class;
        }
        return builder.visit(
                Advice.withCustomMapping().bind(PointId.class, id).to(advice).on(methods));
    }

    private static void end(String why) {
        FailPoints.say(why);
        Runtime.getRuntime().halt(UNMATCHED);
    }
}
