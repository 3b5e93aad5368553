package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RelationColumn;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.util.ArrayList;
import java.util.List;

/** The description that the stream would give of a table, made from the catalog. */
final class ShapeRelation {
    private ShapeRelation() {}

    /** @param published names of the columns that the publication sends */
    static Relation of(TableShape shape, List<String> published) {
        List<RelationColumn> columns = new ArrayList<>();
        boolean full = shape.replicaIdentity() == ReplicaIdentity.FULL;
        for (ColumnShape column : shape.columns()) {
            if (published.contains(column.name())) {
                boolean key = full || shape.identityColumns().contains(column.name());
                columns.add(new RelationColumn(key, column.name(), column.declaredTypeOid(), column.typeModifier()));
            }
        }
        return new Relation((int) shape.relationOid(), shape.schema(), shape.table(), shape.replicaIdentity(), columns);
    }
}
