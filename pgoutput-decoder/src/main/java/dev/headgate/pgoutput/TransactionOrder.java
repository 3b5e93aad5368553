package dev.headgate.pgoutput;

import dev.headgate.pgoutput.error.ProtocolOrderException;
import dev.headgate.pgoutput.wire.WireReader;

/**
 * Checks that messages come in the order that the protocol allows, so that a lost or doubled piece of the stream is an error
 * and not a wrong row.
 *
 * <pre>{@code
 * stream      = { transaction | prepared | block | ending | message }
 * transaction = Begin { Origin | content } Commit
 * prepared    = Begin Prepare { Origin | content } Prepare
 * block       = Stream Start { Origin | content } Stream Stop
 * ending      = Stream Commit | Stream Abort | Stream Prepare | Commit Prepared | Rollback Prepared
 * content     = Relation | Type | Insert | Update | Delete | Truncate | Message
 * message     = Message that is not transactional
 * }</pre>
 */
final class TransactionOrder {
    private enum Place {
        OUTSIDE("between transactions"),
        TRANSACTION("in a transaction"),
        PREPARED_TRANSACTION("in a prepared transaction"),
        STREAM_BLOCK("in a streamed block");

        private final String text;

        Place(String text) {
            this.text = text;
        }
    }

    private Place place = Place.OUTSIDE;

    void reset() {
        place = Place.OUTSIDE;
    }

    boolean isInStreamBlock() {
        return place == Place.STREAM_BLOCK;
    }

    void begin(WireReader reader) {
        move(reader, Place.OUTSIDE, Place.TRANSACTION);
    }

    void commit(WireReader reader) {
        move(reader, Place.TRANSACTION, Place.OUTSIDE);
    }

    void beginPrepare(WireReader reader) {
        move(reader, Place.OUTSIDE, Place.PREPARED_TRANSACTION);
    }

    void prepare(WireReader reader) {
        move(reader, Place.PREPARED_TRANSACTION, Place.OUTSIDE);
    }

    void streamStart(WireReader reader) {
        move(reader, Place.OUTSIDE, Place.STREAM_BLOCK);
    }

    void streamStop(WireReader reader) {
        move(reader, Place.STREAM_BLOCK, Place.OUTSIDE);
    }

    /** A message that ends a transaction whose rows came before. */
    void ending(WireReader reader) {
        move(reader, Place.OUTSIDE, Place.OUTSIDE);
    }

    /** A message that belongs to a transaction. */
    void content(WireReader reader) {
        if (place == Place.OUTSIDE) {
            throw refused(reader);
        }
    }

    private void move(WireReader reader, Place from, Place to) {
        if (place != from) {
            throw refused(reader);
        }
        place = to;
    }

    private ProtocolOrderException refused(WireReader reader) {
        return reader.outOfOrder("end of message", 0, "not allowed " + place.text);
    }
}
