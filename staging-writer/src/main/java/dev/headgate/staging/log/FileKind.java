package dev.headgate.staging.log;

import org.jspecify.annotations.Nullable;

/** What the rows of a data file are. */
public enum FileKind {
    /** Changes from the stream. */
    CDC("cdc"),
    /** Rows read from the table at a consistent point. */
    SNAPSHOT("snapshot");

    private final String jsonName;

    FileKind(String jsonName) {
        this.jsonName = jsonName;
    }

    String jsonName() {
        return jsonName;
    }

    static @Nullable FileKind ofJsonName(String jsonName) {
        for (FileKind kind : values()) {
            if (kind.jsonName.equals(jsonName)) {
                return kind;
            }
        }
        return null;
    }
}
