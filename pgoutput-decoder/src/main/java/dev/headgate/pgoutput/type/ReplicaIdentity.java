package dev.headgate.pgoutput.type;

/** What identifies a row in the old tuples of a relation. Spec: {@code pg_class.relreplident}. */
public enum ReplicaIdentity {
    /** The primary key, if there is one. */
    DEFAULT('d'),
    /** Nothing: the server refuses updates and deletes of a published table. */
    NOTHING('n'),
    /** All columns; old tuples are whole rows. */
    FULL('f'),
    /** The columns of a chosen unique index. */
    INDEX('i');

    private final char code;

    ReplicaIdentity(char code) {
        this.code = code;
    }

    /** The byte that stands for it in a Relation message. */
    public int code() {
        return code;
    }
}
