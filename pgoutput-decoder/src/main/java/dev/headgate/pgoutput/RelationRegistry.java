package dev.headgate.pgoutput;

import dev.headgate.pgoutput.message.Relation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Relation id to the latest {@link Relation}: an open-addressing table, since a boxed key per row would allocate. */
final class RelationRegistry {
    private @Nullable Relation[] slots = new Relation[64];
    private int size;

    @Nullable
    Relation find(int relationId) {
        return slots[slotOf(relationId)];
    }

    void put(Relation relation) {
        int slot = slotOf(relation.id());
        if (slots[slot] == null) {
            size++;
        }
        slots[slot] = relation;
        if (size * 2 > slots.length) {
            grow();
        }
    }

    void putAll(RelationRegistry other) {
        for (Relation relation : other.slots) {
            if (relation != null) {
                put(relation);
            }
        }
    }

    void clear() {
        Arrays.fill(slots, null);
        size = 0;
    }

    private int slotOf(int relationId) {
        int mask = slots.length - 1;
        // OIDs are handed out in sequence, so the low bits spread well; the multiplication breaks up regular gaps.
        int slot = (relationId * 0x9E37_79B9) >>> 7 & mask;
        Relation found = slots[slot];
        while (found != null && found.id() != relationId) {
            slot = slot + 1 & mask;
            found = slots[slot];
        }
        return slot;
    }

    private void grow() {
        @Nullable Relation[] old = slots;
        slots = new Relation[old.length * 2];
        for (Relation relation : old) {
            if (relation != null) {
                slots[slotOf(relation.id())] = relation;
            }
        }
    }
}
