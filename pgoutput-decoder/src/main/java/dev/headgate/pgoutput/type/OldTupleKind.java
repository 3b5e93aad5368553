package dev.headgate.pgoutput.type;

/** What an Update or Delete tells about the row before the change. */
public enum OldTupleKind {
    /** Nothing: an update that left the identifying columns alone. */
    NONE,
    /** Wire byte {@code K}: the identifying columns carry values, the others are null in the tuple whatever they held. */
    KEY,
    /** Wire byte {@code O}: the whole row, sent with REPLICA IDENTITY FULL. */
    FULL
}
