package dev.headgate.pgoutput.message;

import java.util.List;

/** One row image, in the order of {@link Relation#columns()}. */
public record Tuple(List<TupleValue> values) {
    /** The old tuple of an update that sent none. */
    public static final Tuple EMPTY = new Tuple(List.of());

    public Tuple {
        values = List.copyOf(values);
    }

    public static Tuple of(TupleValue... values) {
        return new Tuple(List.of(values));
    }
}
