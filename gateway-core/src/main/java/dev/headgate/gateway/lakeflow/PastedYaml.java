package dev.headgate.gateway.lakeflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML as it comes out of a web page: with typographic quotes and spaces, and without its indentation. */
final class PastedYaml {
    private PastedYaml() {}

    /**
     * The value that a text stands for.
     *
     * @param file how messages name it
     * @param notes gets what was repaired
     */
    static JsonNode read(String file, String text, List<String> notes) {
        String plain = text.replaceAll("[\u201C\u201D]", "\"").replaceAll("[\u2018\u2019]", "'");
        if (!plain.equals(text)) {
            notes.add(file + ": typographic quotes were read as plain ones");
        }
        plain = plain.replace('\u00A0', ' ');
        String indented = FlattenedYaml.indent(plain);
        if (!indented.equals(plain)) {
            notes.add(file + ": the indentation was lost; each key was put where the definition has it");
        }
        try {
            Object value = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(indented);
            return new ObjectMapper().valueToTree(value);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            throw Definition.refusal(file + ":" + line + ": this is not YAML");
        } catch (YamlEngineException e) {
            throw Definition.refusal(file + ": this is not YAML");
        }
    }
}
