package dev.headgate.ingest.config;

import dev.headgate.staging.schema.TableName;
import java.util.Locale;
import java.util.Map;

/**
 * What a staged table is called at its destination.
 *
 * @param prefix before the name of each table
 * @param letters what becomes of capital letters
 * @param catalogs destination catalogs, by staged ones
 * @param schemas destination schemas, by staged ones
 */
public record TableNaming(String prefix, Letters letters, Map<String, String> catalogs, Map<String, String> schemas) {
    public static final TableNaming AS_STAGED = new TableNaming("", Letters.KEEP, Map.of(), Map.of());

    /** What becomes of the letters of a name. */
    public enum Letters {
        /** They stay. */
        KEEP,
        /** Small ones, as Spark and most catalogs write names. */
        LOWER
    }

    public TableNaming {
        catalogs = Map.copyOf(catalogs);
        schemas = Map.copyOf(schemas);
    }

    /** The destination's name. Two staged tables may get the same: who writes a table is recorded in it. */
    public TableName destination(TableName staged) {
        return new TableName(
                inCase(catalogs.getOrDefault(staged.catalog(), staged.catalog())),
                inCase(schemas.getOrDefault(staged.schema(), staged.schema())),
                inCase(prefix + staged.table()));
    }

    private String inCase(String name) {
        return letters == Letters.LOWER ? name.toLowerCase(Locale.ROOT) : name;
    }
}
