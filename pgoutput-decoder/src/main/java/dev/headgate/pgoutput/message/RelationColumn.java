package dev.headgate.pgoutput.message;

/**
 * One column of a {@link Relation}.
 *
 * @param key whether it belongs to the columns that identify a row (all columns with REPLICA IDENTITY FULL)
 * @param typeId OID of the type, unsigned
 * @param typeModifier {@code atttypmod}: -1 where the type has none
 */
public record RelationColumn(boolean key, String name, int typeId, int typeModifier) {}
