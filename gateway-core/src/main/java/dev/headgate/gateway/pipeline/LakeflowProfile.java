package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.TypeShape;
import dev.headgate.pgoutput.value.TextRenderer;
import dev.headgate.pgoutput.value.TypeOid;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Primitive;

/**
 * The types that Lakeflow Connect documents for PostgreSQL: scalars as in the native profile, but for a few that have other
 * types there, and everything composed as text.
 */
final class LakeflowProfile implements TypeProfile {
    private static final int OID_DIGITS = 10;

    private final NativeProfile kept;

    LakeflowProfile(NativeProfile kept) {
        this.kept = kept;
    }

    @Override
    public TypeMapping map(TypeShape type) {
        TypeMapping mapping = kept.map(type);
        if (type instanceof TypeShape.BuiltIn builtIn) {
            return builtIn(builtIn.oid(), mapping);
        }
        return mapping.type() == Primitive.STRING ? mapping : TypeMapping.text(mapping.renderer());
    }

    private static TypeMapping builtIn(int oid, TypeMapping kept) {
        TextRenderer renderer = kept.renderer();
        return switch (oid) {
            case TypeOid.MONEY -> new TypeMapping(Primitive.DOUBLE, ColumnFeeds::moneyAsDouble, renderer);
            case TypeOid.OID -> new TypeMapping(new ColumnType.Decimal(OID_DIGITS, 0), ColumnFeeds::oid, renderer);
            case TypeOid.UUID -> new TypeMapping(Primitive.BINARY, kept.feed(), renderer);
            // The digits and not the packed bits, which would not tell 1 from 10.
            case TypeOid.BIT, TypeOid.VARBIT -> TypeMapping.text(Primitive.BINARY, renderer);
            case TypeOid.JSON, TypeOid.JSONB -> new TypeMapping(Primitive.STRING, kept.feed(), renderer);
            case TypeOid.TIME -> TypeMapping.text(renderer);
            default -> kept;
        };
    }
}
