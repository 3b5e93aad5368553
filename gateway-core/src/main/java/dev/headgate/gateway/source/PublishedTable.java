package dev.headgate.gateway.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of a publication.
 *
 * @param membershipOid oid of its row in {@code pg_publication_rel}; 0 when it is published indirectly
 * @param columns published columns; null for all
 * @param filter row filter; null for none
 */
public record PublishedTable(
        long relationOid,
        long membershipOid,
        String schema,
        String table,
        @Nullable List<String> columns,
        @Nullable String filter) {

    /** Name as SQL writes it. */
    public String qualifiedName() {
        return Identifiers.qualified(schema, table);
    }
}
