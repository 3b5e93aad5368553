package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.row.RowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells which files cannot hold a row of some keys, by the smallest and largest value of each key column. Whole numbers and
 * text only: of these the bounds are exact, or wider than the values.
 */
final class KeyPruning {
    /** By code point, as Parquet and Delta order text; Java's own order differs beyond the basic plane. */
    private static final Comparator<String> BY_CODE_POINT = (left, right) -> {
        int[] one = left.codePoints().toArray();
        int[] other = right.codePoints().toArray();
        return Arrays.compare(one, other);
    };

    private final int[] keyOrdinals;
    private final List<@Nullable NavigableSet<Long>> numbers = new ArrayList<>();
    private final List<@Nullable NavigableSet<String>> texts = new ArrayList<>();

    KeyPruning(int[] keyOrdinals, Collection<RowKey> keys) {
        this.keyOrdinals = keyOrdinals.clone();
        for (int i = 0; i < keyOrdinals.length; i++) {
            int column = i;
            boolean whole = keys.stream().allMatch(key -> isWhole(key.cells().get(column)));
            boolean text = keys.stream().allMatch(key -> key.cells().get(column) instanceof String);
            NavigableSet<Long> numberValues = new TreeSet<>();
            NavigableSet<String> textValues = new TreeSet<>(BY_CODE_POINT);
            for (RowKey key : keys) {
                Object cell = key.cells().get(column);
                if (whole && cell instanceof Number number) {
                    numberValues.add(number.longValue());
                } else if (text && cell instanceof String string) {
                    textValues.add(string);
                }
            }
            numbers.add(whole ? numberValues : null);
            texts.add(text && !whole ? textValues : null);
        }
    }

    private static boolean isWhole(@Nullable Object cell) {
        return cell instanceof Short || cell instanceof Integer || cell instanceof Long;
    }

    /** Whether the file may hold a row of one of the keys. */
    boolean admits(DeltaSnapshot.DataFile file) {
        for (int i = 0; i < keyOrdinals.length; i++) {
            Object smallest = DeltaSnapshot.bound(file, keyOrdinals[i], true);
            Object largest = DeltaSnapshot.bound(file, keyOrdinals[i], false);
            if (smallest != null && largest != null && isOutside(i, smallest, largest)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOutside(int column, Object smallest, Object largest) {
        NavigableSet<Long> numberValues = numbers.get(column);
        if (numberValues != null && isWhole(smallest) && isWhole(largest)) {
            Long next = numberValues.ceiling(((Number) smallest).longValue());
            return next == null || next > ((Number) largest).longValue();
        }
        NavigableSet<String> textValues = texts.get(column);
        if (textValues != null && smallest instanceof String from && largest instanceof String to) {
            String next = textValues.ceiling(from);
            return next == null || BY_CODE_POINT.compare(next, to) > 0;
        }
        return false;
    }
}
