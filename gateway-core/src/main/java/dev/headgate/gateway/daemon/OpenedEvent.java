package dev.headgate.gateway.daemon;

import dev.headgate.gateway.source.PublicationFingerprint;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.LoggedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event of the fencing entry with which a gateway takes a commit log over. It also carries the fingerprint of the
 * publication, which the next start compares.
 *
 * <pre>
 * {"type": "opened", "writer": "5d2c11aa", "publication_oid": "16412",
 *  "table:\"public\".\"orders\"": "16413", ...}          one attribute per table: oid of its membership
 * </pre>
 */
final class OpenedEvent {
    static final String TYPE = "opened";

    private static final String WRITER = "writer";
    private static final String PUBLICATION_OID = "publication_oid";
    private static final String TABLE_PREFIX = "table:";

    private OpenedEvent() {}

    static LogEvent of(int writerId, PublicationFingerprint publication, Map<String, String> details) {
        Map<String, String> attributes = new LinkedHashMap<>(details);
        attributes.put(WRITER, String.format("%08x", writerId));
        attributes.put(PUBLICATION_OID, String.valueOf(publication.oid()));
        publication.memberships().forEach((table, oid) -> attributes.put(TABLE_PREFIX + table, String.valueOf(oid)));
        return new LogEvent(TYPE, attributes);
    }

    /** The fingerprint that the newest such event holds; null when there is none. */
    static @Nullable PublicationFingerprint publicationOf(LogState log) {
        List<LoggedEvent> events = log.recentEvents();
        for (int i = events.size() - 1; i >= 0; i--) {
            LogEvent event = events.get(i).event();
            if (event.type().equals(TYPE)) {
                return publicationOf(event.attributes());
            }
        }
        return null;
    }

    private static @Nullable PublicationFingerprint publicationOf(Map<String, String> attributes) {
        String oid = attributes.get(PUBLICATION_OID);
        if (oid == null) {
            return null;
        }
        Map<String, Long> memberships = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (name.startsWith(TABLE_PREFIX)) {
                memberships.put(name.substring(TABLE_PREFIX.length()), Long.valueOf(value));
            }
        });
        return new PublicationFingerprint(Long.parseLong(oid), memberships);
    }
}
