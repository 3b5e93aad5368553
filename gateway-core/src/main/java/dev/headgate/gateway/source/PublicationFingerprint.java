package dev.headgate.gateway.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells one life of a publication, and of each table's membership in it, from another.
 *
 * <p>A table that leaves a publication and comes back gets a new row in {@code pg_publication_rel}, and so does one whose
 * column list or row filter changes. Changes between were not decoded as before, so the row's oid is what is compared.
 *
 * @param oid oid of the publication
 * @param memberships oid of the row in {@code pg_publication_rel} by qualified table name; 0 for a table that is
 *     published through its schema, FOR ALL TABLES, or its partition root
 */
public record PublicationFingerprint(long oid, Map<String, Long> memberships) {
    public PublicationFingerprint {
        memberships = Collections.unmodifiableMap(new TreeMap<>(memberships));
    }

    /** Tables of this earlier fingerprint whose membership is another one in {@code now}. */
    List<String> rejoined(PublicationFingerprint now) {
        List<String> rejoined = new ArrayList<>();
        memberships.forEach((table, row) -> {
            Long rowNow = now.memberships().get(table);
            if (rowNow != null && !rowNow.equals(row)) {
                rejoined.add(table);
            }
        });
        return rejoined;
    }
}
