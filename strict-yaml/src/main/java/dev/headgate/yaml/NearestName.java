package dev.headgate.yaml;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant. */
public final class NearestName {
    private NearestName() {}

    /** {@code " (did you mean x?)"}, or nothing when no name is near. */
    public static String hint(String written, Collection<String> names) {
        String nearest = of(written, names);
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    private static @Nullable String of(String written, Collection<String> names) {
        String nearest = null;
        int limit = Math.max(1, written.length() / 3);
        for (String name : names) {
            int distance = distance(plain(written), plain(name));
            if (distance <= limit) {
                nearest = name;
                limit = distance - 1;
            }
        }
        return nearest;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
