package dev.headgate.staging.log;

import java.util.Objects;

/**
 * Which history of which server the LSNs of an entry belong to. Opaque to this module: recorded, handed back, never
 * compared.
 *
 * @param systemId the source cluster's system identifier, in its own text form
 * @param timeline the source's timeline
 * @param database the source's database
 * @param slot the replication slot
 * @param publication the publication
 */
public record Lineage(String systemId, int timeline, String database, String slot, String publication) {
    public Lineage {
        Objects.requireNonNull(systemId, "systemId");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(publication, "publication");
    }
}
