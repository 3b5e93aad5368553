package dev.headgate.gateway.lakeflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration made of Lakeflow Connect's definitions.
 *
 * @param yaml the configuration's text
 * @param notes what was repaired in the definitions, and what of them has no counterpart
 */
public record LakeflowImport(String yaml, List<String> notes) {
    public LakeflowImport {
        notes = List.copyOf(notes);
    }

    /**
     * Reads definitions, in any order: connection, gateway and ingestion as JSON, or gateway and pipeline as YAML.
     *
     * @param password what the configuration says in place of a password in clear
     * @param staging where staged files are to be
     * @param lake where Delta tables are to be
     * @throws dev.headgate.gateway.error.GatewayException DEFINITION_INVALID when they are not those, or not whole
     */
    public static LakeflowImport of(List<Path> files, String password, Path staging, Path lake) throws IOException {
        List<String> notes = new ArrayList<>();
        Map<String, Definition> byKind = new LinkedHashMap<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            JsonNode root = read(name, Files.readString(file), notes);
            String kind = kind(name, root);
            if (byKind.putIfAbsent(kind, Definition.of(name, root, notes)) != null) {
                throw Definition.refusal(name + ": there are two definitions of a " + kind);
            }
        }
        ConfigDraft draft = byKind.containsKey("YAML gateway") || byKind.containsKey("YAML pipeline")
                ? new LakeflowYaml(take(byKind, "YAML gateway"), take(byKind, "YAML pipeline")).draft(password)
                : new LakeflowJson(
                                take(byKind, "connection"), take(byKind, "gateway"), take(byKind, "ingestion pipeline"))
                        .draft(password);
        if (!byKind.isEmpty()) {
            throw Definition.refusal("A " + byKind.keySet().iterator().next() + " does not belong to the others");
        }
        return new LakeflowImport(draft.yaml(staging, lake, notes), notes);
    }

    private static JsonNode read(String file, String text, List<String> notes) {
        boolean json = text.replaceAll("(?m)^\\s*(//|#).*$", "").strip().matches("(?s)(/\\*.*?\\*/\\s*)*\\{.*");
        return json ? PastedJson.read(file, text, notes) : PastedYaml.read(file, text, notes);
    }

    private static String kind(String file, JsonNode root) {
        if (root.has("ingestion_definition")) {
            return "ingestion pipeline";
        }
        if (root.has("gateway_definition")) {
            return "gateway";
        }
        if (root.has("options")) {
            return "connection";
        }
        if (root.has("gateway")) {
            return "YAML gateway";
        }
        if (root.has("pipeline")) {
            return "YAML pipeline";
        }
        throw Definition.refusal(
                file + ": has none of the keys options, gateway_definition, ingestion_definition (JSON),"
                        + " gateway and pipeline (YAML)");
    }

    private static Definition take(Map<String, Definition> byKind, String kind) {
        Definition definition = byKind.remove(kind);
        if (definition == null) {
            throw Definition.refusal("The definition of the " + kind + " is missing");
        }
        return definition;
    }
}
