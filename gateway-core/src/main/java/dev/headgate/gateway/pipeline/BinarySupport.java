package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.TableShape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a session may ask for binary values: only when every staged column has a type whose binary form is known. */
public final class BinarySupport {
    private BinarySupport() {}

    /** Looks at all columns of the published tables that the source stages. */
    public static boolean covers(List<TableShape> tables, List<PublicationState> publications, SourceConfig source) {
        TypeProfile profile = TypeProfile.of(source.types());
        Set<Long> published = publications.stream()
                .flatMap(publication -> publication.tables().stream())
                .map(table -> table.relationOid())
                .collect(Collectors.toSet());
        return tables.stream()
                .filter(table ->
                        published.contains(table.relationOid()) && source.selects(table.schema(), table.table()))
                .allMatch(table -> table.columns().stream()
                        .filter(column -> !source.excludesColumn(table.schema(), table.table(), column.name()))
                        .allMatch(column -> profile.map(column.type()).readsBinary()));
    }
}
