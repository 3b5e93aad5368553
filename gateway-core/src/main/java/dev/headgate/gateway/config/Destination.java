package dev.headgate.gateway.config;

/**
 * Where a source's tables are staged. Both parts are templates in which {@code {source}}, {@code {database}} and
 * {@code {schema}} stand for the names at the source; the table keeps its name.
 *
 * @param catalog template of the destination's catalog
 * @param schema template of the destination's schema
 */
public record Destination(String catalog, String schema) {
    public static final Destination DEFAULT = new Destination("{database}", "{schema}");

    /** The catalog of a table at the source. */
    public String catalogOf(String sourceName, String database, String sourceSchema) {
        return fill(catalog, sourceName, database, sourceSchema);
    }

    /** The destination schema of a table at the source. */
    public String schemaOf(String sourceName, String database, String sourceSchema) {
        return fill(schema, sourceName, database, sourceSchema);
    }

    /** One pass, so that a schema whose name looks like a placeholder stays what it is. */
    private static String fill(String template, String sourceName, String database, String sourceSchema) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (from < template.length()) {
            if (template.startsWith("{source}", from)) {
                filled.append(sourceName);
                from += "{source}".length();
            } else if (template.startsWith("{database}", from)) {
                filled.append(database);
                from += "{database}".length();
            } else if (template.startsWith("{schema}", from)) {
                filled.append(sourceSchema);
                from += "{schema}".length();
            } else {
                filled.append(template.charAt(from++));
            }
        }
        return filled.toString();
    }
}
