package dev.headgate.gateway.config;

import java.util.Arrays;

/**
 * A glob over {@code schema.table}: {@code *} stands for any characters, {@code ?} for one, {@code \} makes the next
 * character plain. The first plain dot ends the schema part; a table name may hold dots of its own.
 */
public final class TablePattern {
    private static final int ANY_STRING = -1;
    private static final int ANY_CHARACTER = -2;

    private final String text;
    private final int[] schema;
    private final int[] table;

    private TablePattern(String text, int[] schema, int[] table) {
        this.text = text;
        this.schema = schema;
        this.table = table;
    }

    /**
     * The pattern that a text stands for.
     *
     * @throws IllegalArgumentException whose message says what is wrong with the text and shows a good one
     */
    public static TablePattern parse(String text) {
        int[] tokens = new int[text.length()];
        int count = 0;
        int dot = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                if (++i == text.length()) {
                    throw new IllegalArgumentException("'" + text + "' ends in a backslash that escapes nothing");
                }
                tokens[count++] = text.charAt(i);
            } else if (c == '.' && dot < 0) {
                dot = count;
            } else {
                tokens[count++] = c == '*' ? ANY_STRING : c == '?' ? ANY_CHARACTER : c;
            }
        }
        if (dot <= 0 || dot == count) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no table; write schema.table, with * for any characters, as in public.*");
        }
        return new TablePattern(text, Arrays.copyOf(tokens, dot), Arrays.copyOfRange(tokens, dot, count));
    }

    /** A name as part of a pattern that means it alone. */
    public static String literal(String name) {
        return name.replaceAll("[*?.\\\\]", "\\\\$0");
    }

    /** As written. */
    String text() {
        return text;
    }

    /** Whether a table is meant. */
    public boolean matches(String schemaName, String tableName) {
        return matches(schema, schemaName) && matches(table, tableName);
    }

    /** Whether a table could match both patterns. */
    boolean overlaps(TablePattern other) {
        return overlaps(schema, other.schema) && overlaps(table, other.table);
    }

    private static boolean matches(int[] glob, String name) {
        return overlaps(glob, name.chars().toArray());
    }

    /** Row by row over the table "do the first i of one and the first j of the other have a string in common". */
    private static boolean overlaps(int[] one, int[] other) {
        boolean[] above = new boolean[other.length + 1];
        for (int i = 0; i <= one.length; i++) {
            boolean[] row = new boolean[other.length + 1];
            for (int j = 0; j <= other.length; j++) {
                boolean starOfOne = i > 0 && one[i - 1] == ANY_STRING;
                boolean starOfOther = j > 0 && other[j - 1] == ANY_STRING;
                if (i == 0 && j == 0) {
                    row[j] = true;
                } else if (starOfOne || starOfOther) {
                    // A star takes nothing more (step back over it) or one more character of the other side.
                    row[j] = (i > 0 && above[j]) || (j > 0 && row[j - 1]);
                } else {
                    row[j] = i > 0 && j > 0 && above[j - 1] && fits(one[i - 1], other[j - 1]);
                }
            }
            above = row;
        }
        return above[other.length];
    }

    private static boolean fits(int one, int other) {
        return one == other || one == ANY_CHARACTER || other == ANY_CHARACTER;
    }
}
