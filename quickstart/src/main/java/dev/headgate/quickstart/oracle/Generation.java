package dev.headgate.quickstart.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a table that was read as a whole, as the events of the log tell it.
 *
 * @param started the last entry that counts for the generation before: the one that says that this is loading, or, where
 *     the table was altered in that one, the entry before it
 * @param finished entry that says that it is the table; {@link Long#MAX_VALUE} if none does
 * @param epoch of the latter; LSNs compare within it
 * @param consistentPoint where it begins
 * @param readableAt highest consistent point of its chunks
 */
record Generation(int number, long started, long finished, int epoch, long consistentPoint, long readableAt) {

    /** What happened to a table, from events of its own: {@code refresh_started} and {@code refresh_finished}. */
    record Event(long entry, int epoch, StagedTable table, Map<String, String> attributes) {

        private int generation() {
            return Integer.parseInt(attributes.getOrDefault("generation", "0"));
        }

        private long lastOfTheOneBefore() {
            return Boolean.parseBoolean(attributes.get("altered")) ? entry - 1 : entry;
        }

        boolean is(String type) {
            return type.equals(attributes.get("type"));
        }

        long lsn(String attribute) {
            return Lsn.parse(attributes.getOrDefault(attribute, "0/0"));
        }
    }

    /** The generations of one table, in order. */
    static List<Generation> of(List<Event> events) {
        List<Generation> generations = new ArrayList<>();
        for (Event start : events) {
            boolean known = generations.stream().anyMatch(one -> one.number() == start.generation());
            if (start.is("refresh_started") && !known) {
                Event finish = events.stream()
                        .filter(event -> event.is("refresh_finished") && event.generation() == start.generation())
                        .findFirst()
                        .orElse(null);
                generations.add(
                        finish == null
                                ? new Generation(
                                        start.generation(), start.lastOfTheOneBefore(), Long.MAX_VALUE, 0, 0, 0)
                                : new Generation(
                                        start.generation(),
                                        start.lastOfTheOneBefore(),
                                        finish.entry(),
                                        finish.epoch(),
                                        finish.lsn("consistent_point"),
                                        finish.lsn("readable_at")));
            }
        }
        return generations;
    }

    /** The one that is the table after an entry; null if there is none. */
    static @Nullable Generation readable(List<Generation> generations, long entry) {
        Generation readable = null;
        for (Generation generation : generations) {
            if (generation.finished() <= entry) {
                readable = generation;
            }
        }
        return readable;
    }

    /** The last entry that counts for the table as it is after an entry: a generation that is loading freezes it. */
    static long frozenAt(List<Generation> generations, long entry) {
        Generation readable = readable(generations, entry);
        int number = readable == null ? 0 : readable.number();
        return generations.stream()
                .filter(generation -> generation.number() > number && generation.started() <= entry)
                .mapToLong(Generation::started)
                .min()
                .orElse(entry);
    }

    /** Whether the table is something after an entry: a generation that was read, or changes of a table never read. */
    static boolean exists(List<Generation> generations, long entry) {
        return readable(generations, entry) != null
                || generations.isEmpty()
                || generations.get(0).started() > entry
                || generations.get(0).number() > 1;
    }
}
