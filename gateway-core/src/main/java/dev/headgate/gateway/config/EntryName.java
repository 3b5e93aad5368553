package dev.headgate.gateway.config;

import java.util.Locale;

/** Names of entries, such as sources, made of what others are called. */
public final class EntryName {
    private static final int MAX_LENGTH = 50;

    private EntryName() {}

    /** A name that the configuration takes. Two texts may get the same one. */
    public static String of(String text) {
        String name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
        return name.substring(0, Math.min(name.length(), MAX_LENGTH));
    }
}
