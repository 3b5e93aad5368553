package dev.headgate.pgoutput.message;

import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.util.List;

/**
 * A table as the stream describes it. It comes before the first row of the table in a session and again when the table has
 * changed. It holds the columns that the publication sends, in the order of the tuples; not their nullability or number in
 * the catalog.
 *
 * @param id OID of the table
 * @param namespace its schema; {@code pg_catalog} where the wire has an empty string
 */
public record Relation(
        int id, String namespace, String name, ReplicaIdentity replicaIdentity, List<RelationColumn> columns)
        implements PgOutputMessage {
    public Relation {
        columns = List.copyOf(columns);
    }
}
