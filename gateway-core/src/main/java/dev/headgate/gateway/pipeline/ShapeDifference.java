package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.TableStorage;
import dev.headgate.gateway.source.TableStorage.ColumnStorage;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a table differs from what it was, told for people, and whether rows that were staged before are still what the source
 * shows of them. They are not when another type, another key or a value for all rows came without a change of any row.
 *
 * @param inPlace what leaves staged rows right: readers follow by the next schema version
 * @param breaking what does not
 */
record ShapeDifference(List<String> inPlace, List<String> breaking) {
    /** Types that PostgreSQL lets grow without touching a value. */
    private static final Pattern SIZED =
            Pattern.compile("(character varying|numeric|bit varying|timestamp|time|interval)"
                    + "(?:\\((\\d+)(?:,(-?\\d+))?\\))?( with(?:out)? time zone)?");

    private static final String TEXT = "text";
    private static final String UNKNOWN_TYPE = "oid ";

    /** Columns are the same by attribute number; by name where it is not known. */
    static ShapeDifference of(TableSchema before, TableSchema now) {
        ShapeDifference found = new ShapeDifference(new ArrayList<>(), new ArrayList<>());
        for (Column column : now.columns()) {
            Column old = find(before, column);
            if (old == null) {
                found.inPlace.add("column " + name(column) + " was added");
            } else {
                found.compare(old, column);
            }
        }
        for (Column column : before.columns()) {
            if (find(now, column) == null) {
                found.inPlace.add("column " + name(column) + " is gone");
            }
        }
        if (!sameKey(before, now)) {
            found.breaking.add("the key was " + key(before) + " and is " + key(now));
        }
        return found;
    }

    /** What has happened to the rows themselves; {@code staged} tells which columns matter. */
    static ShapeDifference of(TableStorage before, TableStorage now, TableSchema settled, TableSchema staged) {
        ShapeDifference found = new ShapeDifference(new ArrayList<>(), new ArrayList<>());
        if (before.relationOid() != now.relationOid()) {
            found.breaking.add("it is another table of that name");
            return found;
        }
        boolean rewritten = now.isRewriteOf(before);
        for (Column column : staged.columns()) {
            Integer number = column.fieldId();
            ColumnStorage present = number == null ? null : now.columns().get(number);
            if (number != null && present != null) {
                found.compare(column, number, before, present, rewritten, find(settled, column) != null);
            }
        }
        if (!before.sameLeaves(now)) {
            found.inPlace.add("partitions came or went; rows that came or went with them are not in the stream");
        } else if (rewritten && found.breaking.isEmpty()) {
            found.inPlace.add("it was rewritten or truncated as it lies on the server's disk");
        }
        return found;
    }

    private void compare(
            Column column,
            int number,
            TableStorage before,
            ColumnStorage present,
            boolean rewritten,
            boolean wasStaged) {
        ColumnStorage past = before.columns().get(number);
        if (!wasStaged && past != null && number <= before.attributes()) {
            breaking.add("column " + name(column) + " was there and not staged");
        } else if (past == null && present.filled()) {
            breaking.add("column " + name(column) + " was added with a value for the rows that were there");
        } else if (past == null && rewritten && !(present.generated() && wasStaged)) {
            breaking.add("column " + name(column) + " was added and the table rewritten");
        } else if (past != null && rewritten && !past.version().equals(present.version())) {
            breaking.add("column " + name(column) + " was altered and the table rewritten");
        }
    }

    private void compare(Column old, Column now) {
        String source = String.valueOf(now.sourceType());
        String sourceBefore = String.valueOf(old.sourceType());
        boolean known = !source.startsWith(UNKNOWN_TYPE) && !sourceBefore.startsWith(UNKNOWN_TYPE);
        if (!holds(now.type(), old.type()) || (known && !source.equals(sourceBefore) && !grows(sourceBefore, source))) {
            breaking.add("column " + name(now) + " was " + sourceBefore + " and is " + source
                    + (source.equals(sourceBefore) ? ", staged as another type" : ""));
        } else if (known && !source.equals(sourceBefore)) {
            inPlace.add("column " + name(now) + " was " + sourceBefore + " and is " + source);
        }
        if (!old.name().equals(now.name())) {
            inPlace.add("column " + name(old) + " is named " + name(now) + " now");
        }
    }

    /** Whether each staged value of the old type is the same value of the new one. */
    private static boolean holds(ColumnType now, ColumnType old) {
        if (now instanceof ColumnType.Decimal wide && old instanceof ColumnType.Decimal narrow) {
            return wide.scale() == narrow.scale() && wide.precision() >= narrow.precision();
        }
        return now.equals(old);
    }

    private static boolean grows(String before, String now) {
        Matcher old = SIZED.matcher(before);
        Matcher wider = SIZED.matcher(now);
        if (!old.matches()) {
            return false;
        }
        if (now.equals(TEXT)) {
            return old.group(1).equals("character varying");
        }
        return wider.matches()
                && wider.group(1).equals(old.group(1))
                && Objects.equals(wider.group(4), old.group(4))
                && (wider.group(2) == null
                        || (old.group(2) != null
                                && Integer.parseInt(wider.group(2)) >= Integer.parseInt(old.group(2))
                                && Objects.equals(wider.group(3), old.group(3))));
    }

    private static boolean sameKey(TableSchema before, TableSchema now) {
        List<Column> then = columns(before);
        List<Column> keyNow = columns(now);
        return then.size() == keyNow.size()
                && keyNow.stream().allMatch(column -> then.stream().anyMatch(old -> isSame(old, column)));
    }

    private static List<Column> columns(TableSchema schema) {
        return schema.columns().stream()
                .filter(column -> new HashSet<>(schema.key()).contains(column.name()))
                .toList();
    }

    private static @Nullable Column find(TableSchema schema, Column column) {
        return schema.columns().stream()
                .filter(other -> isSame(other, column))
                .findFirst()
                .orElse(null);
    }

    private static boolean isSame(Column one, Column other) {
        Integer number = one.fieldId();
        Integer otherNumber = other.fieldId();
        if (number != null && otherNumber != null) {
            return number.equals(otherNumber);
        }
        return one.name().equals(other.name());
    }

    private static String key(TableSchema schema) {
        return schema.key().isEmpty() ? "none" : "(" + String.join(", ", schema.key()) + ")";
    }

    private static String name(Column column) {
        return Identifiers.quote(column.name());
    }

    /** Both together. */
    ShapeDifference and(ShapeDifference other) {
        List<String> harmless = new ArrayList<>(inPlace);
        harmless.addAll(other.inPlace);
        List<String> harmful = new ArrayList<>(breaking);
        harmful.addAll(other.breaking);
        return new ShapeDifference(harmless, harmful);
    }

    boolean isNone() {
        return inPlace.isEmpty() && breaking.isEmpty();
    }

    /** Whether rows that were staged before are no longer what the source shows. */
    boolean breaks() {
        return !breaking.isEmpty();
    }

    /** All of it, what breaks first. */
    String text() {
        List<String> all = new ArrayList<>(breaking);
        all.addAll(inPlace);
        return String.join("; ", all);
    }
}
