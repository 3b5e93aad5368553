package dev.headgate.gateway.pipeline;

import java.nio.charset.StandardCharsets;

/**
 * One staged column: where its value stands in a tuple and how it is moved.
 *
 * @param name source name
 * @param nameUtf8 the name as it is written into {@code _cdc_unchanged}; not to be changed
 * @param tupleColumn index in the relation's tuples
 * @param mapping type and feed
 * @param key part of the table's key
 */
record RoutedColumn(String name, byte[] nameUtf8, int tupleColumn, TypeMapping mapping, boolean key) {
    RoutedColumn(String name, int tupleColumn, TypeMapping mapping, boolean key) {
        this(name, name.getBytes(StandardCharsets.UTF_8), tupleColumn, mapping, key);
    }
}
