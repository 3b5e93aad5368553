package dev.headgate.gateway.source;

import java.util.List;
import java.util.stream.Collectors;

/** SQL text of names and literals: always quoted, never pasted. */
public final class Identifiers {
    private Identifiers() {}

    /** A name as an SQL identifier. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code "schema"."table"}. */
    public static String qualified(String schema, String table) {
        return quote(schema) + "." + quote(table);
    }

    /** A string literal, right under any setting of {@code standard_conforming_strings}. */
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return value.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
    }

    /** The value of START_REPLICATION's {@code publication_names}: a list of quoted identifiers. */
    static String publicationNames(List<String> publications) {
        return publications.stream().map(Identifiers::quote).collect(Collectors.joining(","));
    }
}
