package dev.headgate.gateway.source;

/**
 * One way in which a publication makes the application's own UPDATE and DELETE of a table fail.
 *
 * @param publication name of the publication that does it
 * @param why half a sentence about the table, as in "it has no replica identity, so that ..."
 */
public record PublicationHarm(TableShape table, String publication, Kind kind, String why) {
    /** What does not fit together; the server refuses the application's statement for each of them. */
    public enum Kind {
        /** Old rows cannot be identified. */
        NO_IDENTITY,
        /** REPLICA IDENTITY FULL sends every column, and the column list leaves some out. */
        LIST_UNDER_FULL,
        /** The column list leaves out a column of the identity. */
        LIST_WITHOUT_IDENTITY,
        /** The row filter reads a column that old rows do not carry. */
        FILTER_BEYOND_IDENTITY
    }
}
