package dev.headgate.ingest.row;

import java.util.Objects;

/**
 * A value that its column's type cannot hold, such as the date {@code infinity}.
 *
 * @param text how the source writes it
 */
public record Unrepresentable(String text) {
    public Unrepresentable {
        Objects.requireNonNull(text, "text");
    }
}
