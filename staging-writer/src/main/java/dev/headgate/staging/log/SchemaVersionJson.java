package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A schema version as the JSON object that a log entry has for it. A consumer keeps the versions that it has read beside
 * its position: the entries that describe them may be purged before files need them no more.
 */
public final class SchemaVersionJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private SchemaVersionJson() {}

    /** The JSON object, on one line. */
    public static String write(SchemaVersion version) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            LogJson.writeSchemaVersion(json, version);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return text.toString();
    }

    /**
     * The version that an object describes.
     *
     * @param file where it stands, for the message
     * @throws LogCorruptException it describes none
     */
    public static SchemaVersion read(String file, String json) {
        return LogJson.readSchemaVersion(JsonFields.ofObject(file, json.getBytes(StandardCharsets.UTF_8)));
    }
}
