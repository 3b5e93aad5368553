package dev.headgate.gateway.admin;

import java.util.Comparator;
import java.util.Map;

/** Where every thread of the process is, as text: names of threads and of methods, and no values. */
final class ThreadDump {
    private ThreadDump() {}

    static String text() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .forEach(entry -> append(text, entry));
        return text.toString();
    }

    private static void append(StringBuilder text, Map.Entry<Thread, StackTraceElement[]> entry) {
        Thread thread = entry.getKey();
        text.append('"')
                .append(thread.getName())
                .append("\" ")
                .append(thread.getState())
                .append('\n');
        for (StackTraceElement frame : entry.getValue()) {
            text.append("    at ").append(frame).append('\n');
        }
        text.append('\n');
    }
}
