package dev.headgate.pgoutput.message;

import java.util.List;

/**
 * Tables that were emptied by one TRUNCATE.
 *
 * @param relations the tables of the publication that it emptied, those reached through CASCADE included
 * @param cascade whether it was written with CASCADE
 * @param restartIdentity whether it was written with RESTART IDENTITY
 */
public record Truncate(int xid, List<Relation> relations, boolean cascade, boolean restartIdentity)
        implements PgOutputMessage {
    public Truncate {
        relations = List.copyOf(relations);
    }
}
