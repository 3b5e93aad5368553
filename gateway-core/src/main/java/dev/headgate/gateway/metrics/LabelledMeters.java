package dev.headgate.gateway.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** One meter for each constant of a label, all made at once, so that every series exists from the start. */
final class LabelledMeters<E extends Enum<E>, M> {
    private final Map<E, M> meters;

    /** @param make called with each constant's label value */
    LabelledMeters(Class<E> constants, Function<String, M> make) {
        meters = new EnumMap<>(constants);
        for (E constant : constants.getEnumConstants()) {
            meters.put(constant, make.apply(label(constant)));
        }
    }

    M of(E constant) {
        return Objects.requireNonNull(meters.get(constant));
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
