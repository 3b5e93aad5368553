package dev.headgate.ingest.config;

import dev.headgate.staging.schema.TableName;

/**
 * Names staged tables: {@code schema.table}, or {@code catalog.schema.table} where several catalogs have the schema.
 * {@code *} stands for any characters, dots included, {@code ?} for one, {@code \} makes the next character plain.
 *
 * @param text as written
 */
public record TableGlob(String text) {
    /**
     * The pattern that a text stands for.
     *
     * @throws IllegalArgumentException whose message says what is wrong with the text and shows a good one
     */
    public TableGlob {
        if (text.indexOf('.') < 0 && text.indexOf('*') < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no table; write schema.table, with * for any characters, as in public.*");
        }
        if (text.endsWith("\\") && !text.endsWith("\\\\")) {
            throw new IllegalArgumentException("'" + text + "' ends in a backslash that escapes nothing");
        }
    }

    /** Whether a table is meant. */
    public boolean matches(TableName table) {
        return matches(table.schema() + "." + table.table()) || matches(table.toString());
    }

    /** Character by character of the pattern: which beginnings of the name fit what was read of it so far. */
    private boolean matches(String name) {
        boolean[] fits = new boolean[name.length() + 1];
        fits[0] = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean[] next = new boolean[fits.length];
            if (c == '*') {
                boolean any = false;
                for (int end = 0; end < fits.length; end++) {
                    any |= fits[end];
                    next[end] = any;
                }
            } else {
                boolean anyCharacter = c == '?';
                char wanted = c == '\\' ? text.charAt(++i) : c;
                for (int end = 1; end < fits.length; end++) {
                    next[end] = fits[end - 1] && (anyCharacter || name.charAt(end - 1) == wanted);
                }
            }
            fits = next;
        }
        return fits[name.length()];
    }
}
