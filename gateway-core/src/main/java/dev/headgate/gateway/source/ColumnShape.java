package dev.headgate.gateway.source;

/**
 * A column as the catalog describes it now.
 *
 * @param attributeNumber {@code attnum}; survives a rename
 * @param typeOid type, domains resolved to their base type
 * @param typeModifier {@code atttypmod}, of the base type for a domain
 * @param typeName as {@code format_type} writes it, for example {@code numeric(10,2)}
 * @param typeKind {@code typtype} of the resolved type: b base, e enum, c composite, r range, m multirange
 * @param sendsText the binary form of the type is its text form in the client's encoding
 * @param generated a stored or virtual generated column
 */
public record ColumnShape(
        int attributeNumber,
        String name,
        int typeOid,
        int typeModifier,
        String typeName,
        char typeKind,
        boolean sendsText,
        boolean notNull,
        boolean generated) {}
