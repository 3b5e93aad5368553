package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.PublicationMode;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.PublicationHarm;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.PublishedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The publications: whether they publish what is selected, all of it, and without harm to the application. */
final class PublicationCheck implements ServerCheck {
    private static final String NAME = "publication";
    private static final String MAY_CREATE = """
            SELECT has_database_privilege(current_database(), 'CREATE') AND NOT EXISTS (
                SELECT FROM pg_class c WHERE c.oid = ANY (string_to_array(?, ',')::oid[])
                AND NOT pg_has_role(c.relowner, 'USAGE'))""";

    @Override
    public List<Finding> ask(Server server) {
        String name = server.source().publication();
        PublicationState main = server.catalog().publication(name);
        PublicationState inserts = server.catalog().publication(name + PublicationSetup.INSERTS_SUFFIX);
        if (main == null) {
            return List.of(missing(server));
        }
        List<PublicationState> both =
                Stream.of(main, inserts).filter(Objects::nonNull).toList();
        List<Finding> findings = new ArrayList<>();
        findings.add(operations(main));
        findings.addAll(harm(server, both));
        findings.addAll(unpublished(server, main, inserts));
        if (inserts != null) {
            findings.addAll(lists(main, inserts));
        }
        return findings;
    }

    private static Finding missing(Server server) {
        String name = server.source().publication();
        if (server.isStaged()) {
            return SlotCheck.gap(server, NAME, name);
        }
        List<String> statements;
        try {
            statements = server.publicationSetup().createStatements();
        } catch (GatewayException e) {
            if (e.code() != ErrorCode.APPLICATION_HARM) {
                throw e;
            }
            return Finding.fail(NAME, name + " cannot be created", e.what() + ".", List.of(Remedy.action(e.remedy())));
        }
        boolean adopt = server.source().publicationMode() == PublicationMode.ADOPT;
        if (!adopt && mayCreate(server)) {
            return Finding.ok(NAME, name + ", created at the first start");
        }
        return Finding.fail(
                NAME,
                name + " does not exist",
                adopt
                        ? "publication_mode is adopt, so somebody else has to create it."
                        : "The role may not create it: it needs CREATE on the database and to own the tables.",
                statements.stream().map(sql -> Remedy.sql(sql + ";")).toList());
    }

    private static boolean mayCreate(Server server) {
        String selected = server.catalog().tables().stream()
                .filter(table -> server.source().selects(table.schema(), table.table()))
                .map(table -> Long.toString(table.relationOid()))
                .collect(Collectors.joining(","));
        return server.value(MAY_CREATE, selected).equals("t");
    }

    private static Finding operations(PublicationState main) {
        if (main.insert() && main.update() && main.delete() && main.truncate()) {
            return Finding.ok(NAME, main.name() + ", " + main.tables().size() + " tables");
        }
        return Finding.warn(
                NAME,
                main.name() + " does not publish all operations",
                "What it leaves out is missing from the staged files, without an error.",
                List.of(Remedy.sql("ALTER PUBLICATION " + Identifiers.quote(main.name())
                        + " SET (publish = 'insert, update, delete, truncate');")));
    }

    private static List<Finding> harm(Server server, List<PublicationState> publications) {
        List<Finding> findings = new ArrayList<>();
        for (PublicationHarm harm : server.publicationSetup().harm(publications)) {
            findings.add(Finding.fail(
                            "application",
                            "UPDATE and DELETE fail",
                            harm.why().substring(0, 1).toUpperCase(Locale.ROOT)
                                    + harm.why().substring(1) + ".",
                            mend(server, harm))
                    .about(harm.table().qualifiedName()));
        }
        return findings.isEmpty() ? List.of(Finding.ok("application", "no statement of it fails")) : findings;
    }

    private static List<Remedy> mend(Server server, PublicationHarm harm) {
        String table = harm.table().qualifiedName();
        String publication = Identifiers.quote(harm.publication());
        return switch (harm.kind()) {
            case NO_IDENTITY ->
                harm.table().identifiesRows()
                        ? leaves(server, harm)
                        : List.of(Remedy.sql("ALTER TABLE " + table + " REPLICA IDENTITY "
                                + (harm.table().primaryKey().isEmpty() ? "FULL;" : "DEFAULT;")));
            case FILTER_BEYOND_IDENTITY -> List.of(Remedy.sql("ALTER TABLE " + table + " REPLICA IDENTITY FULL;"));
            case LIST_UNDER_FULL, LIST_WITHOUT_IDENTITY ->
                List.of(
                        Remedy.sql("ALTER PUBLICATION " + publication + " DROP TABLE " + table + ";"),
                        Remedy.sql("ALTER PUBLICATION " + publication + " ADD TABLE "
                                + server.publicationSetup().tableClause(harm.table()) + ";"));
        };
    }

    private static List<Remedy> leaves(Server server, PublicationHarm harm) {
        return new TableSurvey(server.source(), server.control())
                .tables().stream()
                        .filter(table ->
                                table.shape().relationOid() == harm.table().relationOid())
                        .flatMap(table -> table.unidentifiedPartitions().stream())
                        .map(leaf -> Remedy.sql("ALTER TABLE " + leaf + " REPLICA IDENTITY FULL;"))
                        .toList();
    }

    /** Selected tables whose changes, or whose updates and deletes, nobody publishes although they could be. */
    private static List<Finding> unpublished(Server server, PublicationState main, @Nullable PublicationState inserts) {
        if (!server.source().snapshot().streams()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (SurveyedTable table : new TableSurvey(server.source(), server.control()).tables()) {
            if (!table.selected()
                    || !table.logged()
                    || !(!table.published() || (table.insertsOnly() && table.identifiesRows()))) {
                continue;
            }
            findings.add(Finding.warn(
                            NAME,
                            table.published() ? "only its inserts are published" : "not published",
                            "Its changes are not captured" + (table.published() ? " but for inserts." : "."),
                            publish(server, table, main, inserts))
                    .about(table.name()));
        }
        return findings;
    }

    private static List<Remedy> publish(
            Server server, SurveyedTable table, PublicationState main, @Nullable PublicationState inserts) {
        String clause = server.publicationSetup().tableClause(table.shape());
        List<Remedy> remedies = new ArrayList<>();
        String insertsName = Identifiers.quote(main.name() + PublicationSetup.INSERTS_SUFFIX);
        if (table.published() && inserts != null) {
            remedies.add(Remedy.sql("ALTER PUBLICATION " + insertsName + " DROP TABLE " + table.name() + ";"));
        }
        if (table.identifiesRows()) {
            remedies.add(
                    Remedy.sql("ALTER PUBLICATION " + Identifiers.quote(main.name()) + " ADD TABLE " + clause + ";"));
        } else if (inserts != null) {
            remedies.add(Remedy.sql("ALTER PUBLICATION " + insertsName + " ADD TABLE " + clause + ";"));
        } else {
            remedies.add(Remedy.sql("CREATE PUBLICATION " + insertsName + " FOR TABLE " + clause
                    + " WITH (publish = 'insert', publish_via_partition_root = true);"));
        }
        return remedies;
    }

    /** The server refuses to stream from two publications that publish different columns of a table. */
    private static List<Finding> lists(PublicationState main, PublicationState inserts) {
        Map<Long, PublishedTable> other =
                inserts.tables().stream().collect(Collectors.toMap(PublishedTable::relationOid, table -> table));
        List<Finding> findings = new ArrayList<>();
        for (PublishedTable table : main.tables()) {
            PublishedTable twin = other.get(table.relationOid());
            if (twin != null && !Objects.equals(table.columns(), twin.columns())) {
                findings.add(Finding.fail(
                                NAME,
                                "different columns in " + main.name() + " and " + inserts.name(),
                                "The server refuses to stream from both.",
                                List.of(Remedy.sql("ALTER PUBLICATION " + Identifiers.quote(inserts.name())
                                        + " DROP TABLE " + table.qualifiedName() + ";")))
                        .about(table.qualifiedName()));
            }
        }
        return findings;
    }
}
