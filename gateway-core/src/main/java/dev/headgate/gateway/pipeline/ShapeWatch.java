package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.message.Relation;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;

/** Is told the shape under which the rows of a table come from here on. */
interface ShapeWatch {
    /**
     * A row comes under this shape.
     *
     * @param commitLsn of its transaction, unsigned
     */
    void seen(TableName destination, Relation relation, TableSchema schema, long commitLsn);
}
