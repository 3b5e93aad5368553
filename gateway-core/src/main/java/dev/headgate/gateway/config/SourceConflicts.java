package dev.headgate.gateway.config;

import dev.headgate.yaml.YamlSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Contradictions between sources that the file alone can show. The rest (tables that only a catalog knows) is found when
 * the sources start.
 */
final class SourceConflicts {
    private SourceConflicts() {}

    static void report(Map<String, SourceConfig> sources, YamlSection section) {
        List<SourceConfig> before = new ArrayList<>();
        for (SourceConfig source : sources.values()) {
            for (SourceConfig other : before) {
                if (sameServer(source.connection(), other.connection())
                        && source.slot().equals(other.slot())) {
                    section.problem(
                            source.name(),
                            "has the same slot '" + source.slot() + "' as sources." + other.name()
                                    + "; each source needs its own");
                }
                String clash = clash(source, other);
                if (clash != null) {
                    section.problem(
                            source.name(),
                            "writes to the same destination " + clash + " as sources." + other.name()
                                    + "; give one of them another destination.catalog or destination.schema");
                }
            }
            before.add(source);
        }
    }

    private static boolean sameServer(ConnectionConfig one, ConnectionConfig other) {
        if (one.unixSocket() != null || other.unixSocket() != null) {
            return one.port() == other.port()
                    && one.unixSocket() != null
                    && one.unixSocket().equals(other.unixSocket());
        }
        return one.host().equalsIgnoreCase(other.host()) && one.port() == other.port();
    }

    /** The destination that both write to for certain, as {@code catalog.schema}; null when the file does not show it. */
    private static @Nullable String clash(SourceConfig one, SourceConfig other) {
        if (!destination(one).equals(destination(other))) {
            return null;
        }
        // With exclusions, only the catalog can tell whether one table remains in both.
        boolean undecided = !one.exclude().isEmpty() || !other.exclude().isEmpty();
        boolean overlap = one.include().stream()
                .map(TablePattern::parse)
                .anyMatch(pattern ->
                        other.include().stream().map(TablePattern::parse).anyMatch(pattern::overlaps));
        return overlap && !undecided ? destination(one) : null;
    }

    /** With the schema left open: {@code {schema}} stands for itself. */
    private static String destination(SourceConfig source) {
        String catalog = source.destination().catalogOf(source.name(), source.database(), "{schema}");
        String schema = source.destination().schemaOf(source.name(), source.database(), "{schema}");
        return catalog + "." + schema;
    }
}
