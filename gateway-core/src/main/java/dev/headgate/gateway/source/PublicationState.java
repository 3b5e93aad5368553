package dev.headgate.gateway.source;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A publication as the catalog shows it now.
 *
 * @param tables what it publishes, expanded as {@code pg_publication_tables} does
 */
public record PublicationState(
        String name,
        long oid,
        boolean allTables,
        boolean insert,
        boolean update,
        boolean delete,
        boolean truncate,
        boolean viaPartitionRoot,
        List<PublishedTable> tables) {

    /**
     * What tells this life of a source's publications from another.
     *
     * @param publications the main publication first
     */
    public static PublicationFingerprint fingerprint(List<PublicationState> publications) {
        Map<String, Long> memberships = new TreeMap<>();
        publications.forEach(publication ->
                publication.tables().forEach(table -> memberships.put(table.qualifiedName(), table.membershipOid())));
        return new PublicationFingerprint(publications.get(0).oid(), memberships);
    }
}
