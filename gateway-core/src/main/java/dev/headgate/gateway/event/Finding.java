package dev.headgate.gateway.event;

import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.Severity;
import dev.headgate.gateway.status.SourceError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event before it has a number. */
record Finding(
        EventKind kind,
        Severity severity,
        @Nullable String table,
        String what,
        @Nullable String error,
        @Nullable String remedy) {
    Finding(EventKind kind, String what) {
        this(kind, kind.severity(), null, what, null, null);
    }

    static Finding ofTable(EventKind kind, String table, String what) {
        return new Finding(kind, kind.severity(), table, what, null, null);
    }

    static Finding ofTable(String table, @Nullable SourceError error) {
        Finding whole = ofError(EventKind.TABLE_ERRORED, table + " is errored:", error);
        return new Finding(whole.kind, whole.severity, table, whole.what, whole.error, whole.remedy);
    }

    static Finding ofError(EventKind kind, String what, @Nullable SourceError error) {
        if (error == null) {
            return new Finding(kind, what);
        }
        String id = error.id() + " " + error.code();
        return new Finding(
                kind, kind.severity(), null, what + " " + id + ": " + error.what(), error.id(), error.remedy());
    }

    GatewayEvent event(long number, Instant at, String source) {
        return new GatewayEvent(number, at, source, kind, severity, table, what, error, remedy);
    }
}
