package dev.headgate.gateway.source;

import java.util.List;

/**
 * A row of {@code pg_type} with what other catalogs add to it. Oids are 0 where there is nothing.
 *
 * @param kind {@code typtype}
 * @param sendFunction name without schema; empty for none
 * @param baseOid of a domain
 * @param baseModifier of a domain; -1 for none
 * @param elementOid of an array; not of the types that are arrays in their memory only, such as {@code int2vector}
 * @param boundOid of a range
 * @param rangeOid of a multirange
 * @param attributes of a composite type, in order
 */
record CatalogType(
        char kind,
        String name,
        String sendFunction,
        int baseOid,
        int baseModifier,
        int elementOid,
        char elementDelimiter,
        int boundOid,
        int rangeOid,
        List<Attribute> attributes) {
    /** An attribute of a composite type. */
    record Attribute(String name, int typeOid, int modifier) {}
}
