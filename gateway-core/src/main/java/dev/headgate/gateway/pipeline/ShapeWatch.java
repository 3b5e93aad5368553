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

    /**
     * The stream tells that a table was altered; it may be one that is not staged, or gone.
     *
     * @param routes that rows of tables take
     * @param commitLsn of its transaction, unsigned
     */
    void altered(long relationOid, TableRoutes routes, long commitLsn);
}
