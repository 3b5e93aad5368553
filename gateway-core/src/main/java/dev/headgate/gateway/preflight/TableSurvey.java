package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the tables of a source's database with what matters for capturing them. */
public final class TableSurvey {
    /** Sizes of a partitioned table are those of its leaves. Unlogged tables have no shape in the catalog's list. */
    private static final String FACTS = """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relpersistence,
                   has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
                   CASE WHEN c.relkind = 'p'
                        THEN (SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_partition_tree(c.oid) WHERE isleaf)
                        ELSE pg_total_relation_size(c.oid) END::bigint,
                   CASE WHEN c.relkind = 'p'
                        THEN (SELECT sum(leaf.reltuples) FROM pg_partition_tree(c.oid) t
                              JOIN pg_class leaf ON leaf.oid = t.relid WHERE t.isleaf)
                        ELSE c.reltuples END::bigint,
                   (SELECT string_agg(a.attname, chr(10) ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attlen = -1
                      AND a.attstorage IN ('x', 'e', 'm') AND NOT (a.atttypid = 'numeric'::regtype AND a.atttypmod >= 0)),
                   c.relkind
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence IN ('p', 'u') AND NOT c.relispartition
              AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY n.nspname, c.relname""";

    private static final String PARTITIONS = """
            SELECT c.oid::bigint, pg_partition_root(c.oid)::oid::bigint, n.nspname, c.relname,
                   c.relkind = 'r' AND NOT CASE c.relreplident
                       WHEN 'f' THEN true
                       WHEN 'd' THEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate)
                       WHEN 'i' THEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)
                       ELSE false END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relispartition AND c.relkind IN ('r', 'p')
            ORDER BY n.nspname, c.relname""";

    /** A partition of a partitioned table, at any depth. */
    private record Partition(long oid, long root, String name, boolean unidentified) {}

    private final SourceConfig source;
    private final ControlSession control;

    /** Works over {@code control}, on the thread that owns it. */
    public TableSurvey(SourceConfig source, ControlSession control) {
        this.source = source;
        this.control = control;
    }

    /** All ordinary and partitioned tables outside the system schemas, partitions left out, by name. */
    public List<SurveyedTable> tables() {
        Catalog catalog = new Catalog(control);
        Map<Long, TableShape> shapes =
                catalog.tables().stream().collect(Collectors.toMap(TableShape::relationOid, shape -> shape));
        List<PublicationState> publications = Stream.of(
                        catalog.publication(source.publication()),
                        catalog.publication(source.publication() + PublicationSetup.INSERTS_SUFFIX))
                .flatMap(Stream::ofNullable)
                .toList();
        List<Partition> partitions = partitions();
        List<SurveyedTable> tables = new ArrayList<>();
        for (List<@Nullable String> row : control.rows(FACTS)) {
            long oid = Long.parseLong(String.valueOf(row.get(0)));
            TableShape shape = shapes.getOrDefault(oid, bare(oid, row));
            tables.add(surveyed(row, shape, publications, partitionsOf(oid, partitions)));
        }
        return tables;
    }

    private SurveyedTable surveyed(
            List<@Nullable String> row,
            TableShape shape,
            List<PublicationState> publications,
            List<Partition> partitions) {
        List<PublicationState> publishing = publications.stream()
                .filter(publication -> publishes(publication, shape, partitions))
                .toList();
        String toast = row.get(7);
        return new SurveyedTable(
                shape,
                source.selects(shape.schema(), shape.table()),
                !publishing.isEmpty(),
                publishing.stream().noneMatch(publication -> publication.name().equals(source.publication())),
                "p".equals(row.get(3)),
                "t".equals(row.get(4)),
                number(row.get(5)),
                number(row.get(6)),
                toast == null ? List.of() : List.of(toast.split("\n")),
                partitions.stream()
                        .filter(Partition::unidentified)
                        .map(Partition::name)
                        .toList());
    }

    /** Directly, or through its partitions when the publication does not publish via the root. */
    private static boolean publishes(PublicationState publication, TableShape table, List<Partition> partitions) {
        return publication.tables().stream()
                .anyMatch(published -> published.relationOid() == table.relationOid()
                        || partitions.stream().anyMatch(partition -> partition.oid() == published.relationOid()));
    }

    private static List<Partition> partitionsOf(long root, List<Partition> partitions) {
        return partitions.stream().filter(partition -> partition.root() == root).toList();
    }

    private List<Partition> partitions() {
        return control.rows(PARTITIONS).stream()
                .map(row -> new Partition(
                        number(row.get(0)),
                        number(row.get(1)),
                        Identifiers.qualified(String.valueOf(row.get(2)), String.valueOf(row.get(3))),
                        "t".equals(row.get(4))))
                .toList();
    }

    private static TableShape bare(long oid, List<@Nullable String> row) {
        return new TableShape(
                oid,
                String.valueOf(row.get(1)),
                String.valueOf(row.get(2)),
                String.valueOf(row.get(8)).charAt(0),
                false,
                ReplicaIdentity.NOTHING,
                List.of(),
                List.of(),
                List.of());
    }

    private static long number(@Nullable String text) {
        return text == null ? -1 : Long.parseLong(text);
    }
}
