package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.PublishedTable;
import dev.headgate.gateway.source.TableStorage;
import java.util.List;
import java.util.Map;

/**
 * What the source's publications and the tables in them were at a moment that lies after {@code startedNanos}.
 *
 * @param startedNanos by {@link System#nanoTime()}
 * @param tables published tables that the configuration selects
 * @param storages how their rows lie, by oid; a table that was dropped meanwhile is not in it
 */
public record TableLook(long startedNanos, List<PublishedTable> tables, Map<Long, TableStorage> storages) {
    public TableLook {
        tables = List.copyOf(tables);
        storages = Map.copyOf(storages);
    }
}
