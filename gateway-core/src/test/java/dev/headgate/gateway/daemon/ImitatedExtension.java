package dev.headgate.gateway.daemon;

import java.util.List;
import java.util.stream.Stream;

/**
 * Types that bear the names of PostGIS's and pgvector's, which no server of these tests has. They hold text: what they send
 * is not what the real ones send.
 */
final class ImitatedExtension {
    private ImitatedExtension() {}

    /** Statements that create the types geometry, geography and vector. */
    static List<String> create() {
        return Stream.of("geometry", "geography", "vector")
                .flatMap(name -> type(name).stream())
                .toList();
    }

    private static List<String> type(String name) {
        String internal = " LANGUAGE internal IMMUTABLE STRICT AS ";
        return List.of(
                "CREATE TYPE " + name,
                "CREATE FUNCTION " + name + "_in(cstring) RETURNS " + name + internal + "'textin'",
                "CREATE FUNCTION " + name + "_out(" + name + ") RETURNS cstring" + internal + "'textout'",
                "CREATE FUNCTION " + name + "_send(" + name + ") RETURNS bytea" + internal + "'textsend'",
                "CREATE TYPE " + name + " (INPUT = " + name + "_in, OUTPUT = " + name + "_out, SEND = " + name
                        + "_send)");
    }
}
