package dev.headgate.pgoutput.type;

/** What a tuple carries for one column. Spec: "Logical Replication Message Formats", TupleData. */
public enum ColumnKind {
    /** Wire byte {@code n}: the value is null. */
    NULL,
    /** Wire byte {@code u}: the value was not changed and is not sent, since it is stored out of line. Not the same as null. */
    UNCHANGED_TOAST,
    /** Wire byte {@code t}: the output of the type's text output function. */
    TEXT,
    /** Wire byte {@code b}: the output of the type's send function. */
    BINARY
}
