package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.Profile;
import dev.headgate.gateway.config.TypesConfig;
import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.gateway.source.TypeShape;
import dev.headgate.pgoutput.message.RelationColumn;
import org.jspecify.annotations.Nullable;

/** Which column type each PostgreSQL type becomes. Each mapping has scratch space of its own: one for each column. */
interface TypeProfile {
    TypeMapping map(TypeShape type);

    /** The profile that a source is configured to have. */
    static TypeProfile of(TypesConfig config) {
        NativeProfile kept = new NativeProfile(config.unboundedScale());
        return config.profile() == Profile.LAKEFLOW ? new LakeflowProfile(kept) : kept;
    }

    /**
     * What a streamed column is made of. The Relation message rules: the catalog is believed only where it names the same
     * type, since it may be ahead of the stream.
     *
     * @param shape the column in the catalog now; null when it cannot be found there
     */
    static TypeShape shapeOf(RelationColumn column, @Nullable ColumnShape shape) {
        TypeShape builtIn = TypeShape.builtIn(column.typeId(), column.typeModifier());
        if (builtIn != null) {
            return builtIn;
        }
        return shape != null && shape.declaredTypeOid() == column.typeId()
                ? shape.type()
                : new TypeShape.Other("oid " + Integer.toUnsignedString(column.typeId()), "");
    }
}
