package dev.headgate.gateway.source;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of some tables' columns with all that they are made of, read from the catalog at once. */
final class CatalogTypes {
    /** Multiranges exist from PostgreSQL 14 on. */
    private static final int FIRST_WITH_MULTIRANGES = 14;

    private static final String TYPES = """
            WITH RECURSIVE used(type) AS (
                SELECT a.atttypid FROM pg_attribute a
                WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
                UNION
                SELECT part.type FROM used u JOIN pg_type t ON t.oid = u.type, LATERAL (
                    SELECT t.typbasetype UNION ALL SELECT t.typelem
                    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
                    UNION ALL SELECT m.rngtypid FROM pg_range m WHERE %1$s = t.oid
                    UNION ALL SELECT a.atttypid FROM pg_attribute a
                    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS part(type)
                WHERE part.type <> 0)
            SELECT t.oid::bigint, t.typtype, t.typname, p.proname, t.typbasetype::bigint, t.typtypmod,
                   e.oid::bigint, e.typdelim, r.rngsubtype::bigint, m.rngtypid::bigint, f.names, f.types, f.modifiers
            FROM used u JOIN pg_type t ON t.oid = u.type
            LEFT JOIN pg_proc p ON p.oid = t.typsend
            LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
            LEFT JOIN pg_range r ON r.rngtypid = t.oid
            LEFT JOIN pg_range m ON %1$s = t.oid
            LEFT JOIN LATERAL (
                SELECT array_agg(a.attname::text ORDER BY a.attnum), array_agg(a.atttypid::bigint ORDER BY a.attnum),
                       array_agg(a.atttypmod ORDER BY a.attnum)
                FROM pg_attribute a
                WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
                AS f(names, types, modifiers) ON t.typtype = 'c'""";

    private final Map<Integer, CatalogType> types = new HashMap<>();

    private CatalogTypes() {}

    static CatalogTypes ofColumns(Connection connection, int majorVersion, Collection<Long> relationOids)
            throws SQLException {
        CatalogTypes found = new CatalogTypes();
        String multirange = majorVersion >= FIRST_WITH_MULTIRANGES ? "m.rngmultitypid" : "NULL::oid";
        try (PreparedStatement statement = connection.prepareStatement(TYPES.formatted(multirange))) {
            statement.setArray(1, connection.createArrayOf("oid", relationOids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.types.put((int) row.getLong(1), type(row));
                }
            }
        }
        return found;
    }

    private static CatalogType type(ResultSet row) throws SQLException {
        String sendFunction = row.getString(4);
        String delimiter = row.getString(8);
        return new CatalogType(
                row.getString(2).charAt(0),
                row.getString(3),
                sendFunction == null ? "" : sendFunction,
                (int) row.getLong(5),
                row.getInt(6),
                (int) row.getLong(7),
                delimiter == null || delimiter.isEmpty() ? ',' : delimiter.charAt(0),
                (int) row.getLong(9),
                (int) row.getLong(10),
                fields(row.getArray(11), row.getArray(12), row.getArray(13)));
    }

    private static List<CatalogType.Attribute> fields(
            @Nullable Array names, @Nullable Array types, @Nullable Array modifiers) throws SQLException {
        List<CatalogType.Attribute> fields = new ArrayList<>();
        if (names != null && types != null && modifiers != null) {
            String[] name = (String[]) names.getArray();
            Long[] type = (Long[]) types.getArray();
            Integer[] modifier = (Integer[]) modifiers.getArray();
            for (int i = 0; i < name.length; i++) {
                fields.add(new CatalogType.Attribute(name[i], type[i].intValue(), modifier[i]));
            }
        }
        return fields;
    }

    /**
     * What a type is made of.
     *
     * @param modifier of the place that uses the type: a column or a field
     */
    TypeShape shape(int oid, int modifier) {
        TypeShape builtIn = TypeShape.builtIn(oid, modifier);
        CatalogType type = types.get(oid);
        if (builtIn != null || type == null) {
            return builtIn == null ? new TypeShape.Other("oid " + Integer.toUnsignedString(oid), "") : builtIn;
        }
        if (type.kind() == 'd') {
            return shape(type.baseOid(), type.baseModifier() >= 0 ? type.baseModifier() : modifier);
        }
        if (type.elementOid() != 0) {
            return new TypeShape.ArrayOf(shape(type.elementOid(), modifier), type.elementDelimiter());
        }
        if (type.boundOid() != 0) {
            return new TypeShape.RangeOf(shape(type.boundOid(), -1));
        }
        CatalogType range = types.get(type.rangeOid());
        if (range != null) {
            return new TypeShape.MultirangeOf(new TypeShape.RangeOf(shape(range.boundOid(), -1)));
        }
        if (type.kind() == 'c') {
            return new TypeShape.Composite(type.attributes().stream()
                    .map(field -> new TypeShape.Field(
                            field.name(), field.typeOid(), shape(field.typeOid(), field.modifier())))
                    .toList());
        }
        return new TypeShape.Other(type.name(), type.sendFunction());
    }
}
