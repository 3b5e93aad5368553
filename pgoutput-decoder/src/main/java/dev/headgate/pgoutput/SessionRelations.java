package dev.headgate.pgoutput;

import dev.headgate.pgoutput.message.Relation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The relations that hold at the current point of the stream.
 *
 * <p>A Relation inside a streamed block may come from an ALTER TABLE that only that transaction sees. It counts for the blocks
 * of that transaction alone until the transaction commits, and is forgotten with a rollback: the server keeps the same books
 * and sends it again where needed.
 */
final class SessionRelations {
    private final RelationRegistry committed = new RelationRegistry();
    private final Map<Integer, RelationRegistry> streamed = new HashMap<>();
    private @Nullable RelationRegistry current;
    private int currentXid;

    void reset() {
        committed.clear();
        streamed.clear();
        current = null;
        currentXid = 0;
    }

    void enterBlock(int xid) {
        currentXid = xid;
        current = streamed.get(xid);
    }

    void leaveBlock() {
        currentXid = 0;
        current = null;
    }

    void streamedCommitted(int xid) {
        RelationRegistry relations = streamed.remove(xid);
        if (relations != null) {
            committed.putAll(relations);
        }
    }

    void streamedAborted(int xid) {
        streamed.remove(xid);
    }

    @Nullable
    Relation find(int relationId) {
        if (current != null) {
            Relation own = current.find(relationId);
            if (own != null) {
                return own;
            }
        }
        return committed.find(relationId);
    }

    /** Registers a relation; returns the instance that was known already if it is equal. */
    Relation put(Relation relation, boolean inBlock) {
        Relation known = find(relation.id());
        Relation kept = known != null && known.equals(relation) ? known : relation;
        if (!inBlock) {
            committed.put(kept);
            return kept;
        }
        RelationRegistry own = current;
        if (own == null) {
            own = new RelationRegistry();
            streamed.put(currentXid, own);
            current = own;
        }
        own.put(kept);
        return kept;
    }
}
