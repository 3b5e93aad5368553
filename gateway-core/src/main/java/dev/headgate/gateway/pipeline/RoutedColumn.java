package dev.headgate.gateway.pipeline;

import java.nio.charset.StandardCharsets;

/** One staged column: where its value stands in a tuple and how it is moved. */
final class RoutedColumn {
    private final String name;
    private final byte[] nameUtf8;
    private final int tupleColumn;
    private final TypeMapping mapping;
    private final boolean key;

    RoutedColumn(String name, int tupleColumn, TypeMapping mapping, boolean key) {
        this.name = name;
        this.nameUtf8 = name.getBytes(StandardCharsets.UTF_8);
        this.tupleColumn = tupleColumn;
        this.mapping = mapping;
        this.key = key;
    }

    /** Source name. */
    String name() {
        return name;
    }

    /** The name as it is written into {@code _cdc_unchanged}. Not to be changed. */
    byte[] nameUtf8() {
        return nameUtf8;
    }

    /** Index in the relation's tuples. */
    int tupleColumn() {
        return tupleColumn;
    }

    /** Type and feed. */
    TypeMapping mapping() {
        return mapping;
    }

    /** Whether it is part of the table's key. */
    boolean key() {
        return key;
    }
}
