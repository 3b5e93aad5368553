package dev.headgate.gateway.source;

/**
 * A column as the catalog describes it now.
 *
 * @param attributeNumber {@code attnum}; survives a rename
 * @param declaredTypeOid the type that a Relation message names: that of the domain, where it is one
 * @param typeModifier {@code atttypmod}, of the base type for a domain
 * @param type what it is made of, domains resolved
 * @param typeName as {@code format_type} writes the resolved type, for example {@code numeric(10,2)}
 * @param generated a stored or virtual generated column
 */
public record ColumnShape(
        int attributeNumber,
        String name,
        int declaredTypeOid,
        int typeModifier,
        TypeShape type,
        String typeName,
        boolean notNull,
        boolean generated) {}
