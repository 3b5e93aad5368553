package dev.headgate.gateway.lakeflow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The configuration that comes out of the definitions.
 *
 * @param connectionName of the only connection
 * @param connection its keys
 * @param sources at least one
 * @param pipelineName of the only pipeline
 * @param pipeline its keys, without sources, target and names
 * @param naming {@code prefix} and {@code case}
 * @param rest further sections
 */
record ConfigDraft(
        String connectionName,
        Map<String, Object> connection,
        List<SourceDraft> sources,
        String pipelineName,
        Map<String, Object> pipeline,
        Map<String, Object> naming,
        Map<String, Object> rest) {

    /** The file's text. */
    String yaml(Path staging, Path lake, List<String> notes) {
        StringBuilder header = new StringBuilder(
                "# Configuration of Headgate, made by: headgate import-lakeflow. Every key: docs/configuration.md\n");
        notes.forEach(note -> header.append("# - ").append(oneLine(note)).append('\n'));
        DumpSettings block = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .setWidth(120)
                .build();
        return header + new Dump(block).dumpToString(tree(staging, lake));
    }

    private Map<String, Object> tree(Path staging, Path lake) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", 1);
        root.put("connections", Map.of(connectionName, connection));
        Map<String, Object> entries = new LinkedHashMap<>();
        Map<String, Object> names = new LinkedHashMap<>(naming);
        Map<String, String> modes = new LinkedHashMap<>();
        Map<String, String> catalogs = new LinkedHashMap<>();
        Map<String, String> schemas = new LinkedHashMap<>();
        for (SourceDraft source : sources) {
            if (entries.put(source.name(), source.toMap(connectionName)) != null) {
                throw Definition.refusal("Two databases would both be source " + source.name()
                        + ". Import one of them, and add the other one by hand");
            }
            source.stagedNames().distinct().forEach(name -> {
                if (catalogs.containsKey(name) || schemas.containsKey(name)) {
                    throw Definition.refusal("Two databases would be staged as " + name
                            + ". Import one of them, and add the other one by hand");
                }
            });
            modes.putAll(source.tableModes());
            catalogs.putAll(source.catalogNaming());
            schemas.putAll(source.schemaNaming());
        }
        SourceDraft.putUnlessEmpty(names, "catalogs", catalogs);
        SourceDraft.putUnlessEmpty(names, "schemas", schemas);
        root.put("sources", entries);
        root.put("staging", Map.of("uri", uri(staging)));
        root.putAll(rest);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("sources", new ArrayList<>(entries.keySet()));
        settings.put("target", Map.of("uri", uri(lake)));
        settings.putAll(pipeline);
        SourceDraft.putUnlessEmpty(settings, "table_modes", modes);
        SourceDraft.putUnlessEmpty(settings, "naming", names);
        root.put("pipelines", Map.of(pipelineName, settings));
        return root;
    }

    /** A line break would end the comment. */
    private static String oneLine(String note) {
        return note.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String uri(Path directory) {
        return directory.toAbsolutePath().normalize().toUri().toString().replaceFirst("(?<=[^/])/$", "");
    }
}
