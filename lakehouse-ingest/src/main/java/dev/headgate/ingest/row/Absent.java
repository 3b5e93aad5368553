package dev.headgate.ingest.row;

/** Stands in a change for a value that the change does not carry: the row keeps the value that it has. */
public enum Absent {
    /** The cell of a column named in {@code _cdc_unchanged}. */
    CELL
}
