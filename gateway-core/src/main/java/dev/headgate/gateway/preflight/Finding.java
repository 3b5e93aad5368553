package dev.headgate.gateway.preflight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one check.
 *
 * @param source name of the source that was looked at; null for the gateway's own host
 * @param check stable name of the check, for example {@code wal_level}
 * @param table qualified name of the table that it is about; null when it is about the server or the host
 * @param value what was found
 * @param why what comes of it; empty when all is well
 * @param remedies what mends it, in order; empty when all is well
 */
public record Finding(
        @Nullable String source,
        String check,
        @Nullable String table,
        Level level,
        String value,
        String why,
        List<Remedy> remedies) {
    public Finding {
        remedies = List.copyOf(remedies);
    }

    static Finding ok(String check, String value) {
        return new Finding(null, check, null, Level.OK, value, "", List.of());
    }

    static Finding warn(String check, String value, String why, List<Remedy> remedies) {
        return new Finding(null, check, null, Level.WARN, value, why, remedies);
    }

    static Finding fail(String check, String value, String why, List<Remedy> remedies) {
        return new Finding(null, check, null, Level.FAIL, value, why, remedies);
    }

    Finding about(String qualifiedTable) {
        return new Finding(source, check, qualifiedTable, level, value, why, remedies);
    }

    Finding of(String sourceName) {
        return new Finding(sourceName, check, table, level, value, why, remedies);
    }
}
