package dev.headgate.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failure of a log event, reduced to what may be written: types, codes, SQL states and places, no foreign text. */
final class LogFailure {
    private final Throwable failure;

    private LogFailure(Throwable failure) {
        this.failure = failure;
    }

    static @Nullable LogFailure of(ILoggingEvent event) {
        IThrowableProxy proxy = event.getThrowableProxy();
        return proxy instanceof ThrowableProxy known ? new LogFailure(known.getThrowable()) : null;
    }

    String type() {
        return failure.getClass().getName();
    }

    @Nullable
    GatewayException gatewayException() {
        return failure instanceof GatewayException known ? known : null;
    }

    /** Whether the stack is needed to understand the failure: it is a bug, or something nobody expected. */
    boolean isUnexpected() {
        return !(failure instanceof GatewayException known) || known.code() == ErrorCode.INTERNAL;
    }

    /** SQLSTATE of the server's error, when there is one among the causes. */
    @Nullable
    String sqlState() {
        for (Throwable each : chain()) {
            if (each instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    /** Types of the causes, outermost first. */
    List<String> causes() {
        return chain().stream().skip(1).map(each -> each.getClass().getName()).toList();
    }

    /** Types and frames, one a line, without messages. */
    String stack() {
        StringBuilder stack = new StringBuilder();
        for (Throwable each : chain()) {
            stack.append(stack.isEmpty() ? "" : "\ncaused by ")
                    .append(each.getClass().getName());
            for (StackTraceElement frame : each.getStackTrace()) {
                stack.append("\n    at ").append(frame);
            }
        }
        return stack.toString();
    }

    private List<Throwable> chain() {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable each = failure; each != null && seen.add(each); each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }
}
