package dev.headgate.pgoutput.message;

/**
 * Name of a type that is not built in; comes before the Relation that uses it.
 *
 * @param id OID of the type
 * @param namespace its schema; {@code pg_catalog} where the wire has an empty string
 */
public record TypeDeclaration(int id, String namespace, String name) implements PgOutputMessage {}
