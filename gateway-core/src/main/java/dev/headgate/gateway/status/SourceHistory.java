package dev.headgate.gateway.status;

import java.util.List;

/**
 * The short history of one source, oldest first.
 *
 * @param source its name
 */
public record SourceHistory(String source, List<HistoryPoint> points) {
    public SourceHistory {
        points = List.copyOf(points);
    }
}
