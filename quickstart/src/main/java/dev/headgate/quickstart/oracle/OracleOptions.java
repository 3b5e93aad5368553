package dev.headgate.quickstart.oracle;

/**
 * What the judge may take for granted.
 *
 * @param metadataPrefix prefix of the metadata columns
 * @param completeHistory true if the slot is older than the first row: then every changed key was inserted before
 * @param denseOrdinals true if all tables of the publication are staged: then the ordinals of a transaction have no gap
 */
public record OracleOptions(String metadataPrefix, boolean completeHistory, boolean denseOrdinals) {

    /** Prefix {@code _cdc_}, everything from the first row on is staged. */
    public static OracleOptions strict() {
        return new OracleOptions("_cdc_", true, true);
    }

    /** As {@link #strict()}, for tables that held rows before the slot was created. */
    public OracleOptions withRowsBeforeTheSlot() {
        return new OracleOptions(metadataPrefix, false, denseOrdinals);
    }

    /** As {@link #strict()}, where the gateway leaves out tables of the publication. */
    public OracleOptions withTablesLeftOut() {
        return new OracleOptions(metadataPrefix, completeHistory, false);
    }
}
