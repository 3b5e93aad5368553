package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.value.VectorCursor;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.DoubleVector;
import dev.headgate.staging.batch.ListVector;
import io.netty.buffer.ByteBuf;

/** Moves a vector of pgvector into a list of FLOAT. */
final class VectorFeed implements ColumnFeed {
    private final VectorCursor vector = new VectorCursor();

    @Override
    public boolean append(ByteBuf buffer, int index, int length, boolean binary, ColumnVector target) {
        if (binary) {
            vector.readBinary(buffer, index, length);
        } else {
            vector.readText(buffer, index, length);
        }
        ListVector list = (ListVector) target;
        DoubleVector elements = (DoubleVector) list.element();
        for (int i = 0; i < vector.dimensions(); i++) {
            elements.append(vector.elements()[i]);
        }
        list.endList();
        return true;
    }
}
