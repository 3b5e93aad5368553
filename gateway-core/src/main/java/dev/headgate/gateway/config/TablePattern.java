package dev.headgate.gateway.config;

/**
 * Globs over {@code schema.table}: {@code *} stands for any characters, {@code ?} for one, {@code \} makes the next
 * character plain. The first plain dot ends the schema part; a table name may hold dots of its own.
 */
final class TablePattern {
    private TablePattern() {}

    static boolean isSystemSchema(String schema) {
        return schema.equals("information_schema") || schema.startsWith("pg_");
    }

    /** Whether the glob has a schema part and a table part. */
    static boolean isWellFormed(String glob) {
        int dot = dot(glob);
        return dot > 0 && dot < glob.length() - 1 && !endsInEscape(glob);
    }

    static boolean matches(String glob, String schema, String table) {
        int dot = dot(glob);
        return dot >= 0
                && matches(glob.substring(0, dot), 0, schema, 0)
                && matches(glob.substring(dot + 1), 0, table, 0);
    }

    /** Whether some table could match both globs; may say yes too often, never no. */
    static boolean mayOverlap(String one, String other) {
        int dotOfOne = dot(one);
        int dotOfOther = dot(other);
        return dotOfOne < 0
                || dotOfOther < 0
                || (overlap(one.substring(0, dotOfOne), 0, other.substring(0, dotOfOther), 0)
                        && overlap(one.substring(dotOfOne + 1), 0, other.substring(dotOfOther + 1), 0));
    }

    private static int dot(String glob) {
        for (int i = 0; i < glob.length(); i++) {
            if (glob.charAt(i) == '\\') {
                i++;
            } else if (glob.charAt(i) == '.') {
                return i;
            }
        }
        return -1;
    }

    private static boolean endsInEscape(String glob) {
        int backslashes = 0;
        for (int i = glob.length() - 1; i >= 0 && glob.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Greedy with one point of return, so that a hostile glob costs at most glob times name. */
    private static boolean matches(String glob, int globFrom, String name, int nameFrom) {
        int g = globFrom;
        int n = nameFrom;
        int starAt = -1;
        int nameAtStar = -1;
        while (n < name.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                starAt = g++;
                nameAtStar = n;
            } else if (g < glob.length() && matchesOne(glob, g, name.charAt(n))) {
                g += width(glob, g);
                n++;
            } else if (starAt >= 0) {
                g = starAt + 1;
                n = ++nameAtStar;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    private static boolean matchesOne(String glob, int at, char c) {
        char g = glob.charAt(at);
        return g == '?' || (g == '\\' && at + 1 < glob.length() ? glob.charAt(at + 1) == c : g == c);
    }

    private static int width(String glob, int at) {
        return glob.charAt(at) == '\\' && at + 1 < glob.length() ? 2 : 1;
    }

    private static boolean overlap(String one, int i, String other, int j) {
        if (i == one.length() && j == other.length()) {
            return true;
        }
        if (i < one.length() && one.charAt(i) == '*') {
            return overlap(one, i + 1, other, j) || (j < other.length() && overlap(one, i, other, j + width(other, j)));
        }
        if (j < other.length() && other.charAt(j) == '*') {
            return overlap(one, i, other, j + 1) || (i < one.length() && overlap(one, i + width(one, i), other, j));
        }
        return i < one.length()
                && j < other.length()
                && overlapsOne(one, i, other, j)
                && overlap(one, i + width(one, i), other, j + width(other, j));
    }

    private static boolean overlapsOne(String one, int i, String other, int j) {
        if (one.charAt(i) == '?' || other.charAt(j) == '?') {
            return true;
        }
        return one.charAt(i + width(one, i) - 1) == other.charAt(j + width(other, j) - 1);
    }
}
