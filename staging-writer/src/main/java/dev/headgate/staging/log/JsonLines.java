package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Layout of the JSON files of this package: one line for each field of the file and for each element of a list in it,
 * so that people can read them with a pager and tools can compare them line by line.
 */
final class JsonLines {
    private static final int DEPTH_ON_OWN_LINES = 2;
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonLines() {}

    /** Writes the content of one file. */
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static byte[] encode(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(OuterLevels.INSTANCE)
                    .withArrayIndenter(OuterLevels.INSTANCE));
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** A line break and two spaces for each of the outer levels, nothing further in. */
    private static final class OuterLevels extends DefaultIndenter {
        private static final long serialVersionUID = 1L;
        private static final OuterLevels INSTANCE = new OuterLevels();

        private OuterLevels() {
            super("  ", "\n");
        }

        @Override
        public void writeIndentation(JsonGenerator json, int level) throws IOException {
            if (level <= DEPTH_ON_OWN_LINES) {
                super.writeIndentation(json, level);
            }
        }
    }
}
