package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
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
            json.setPrettyPrinter(new OuterLevels());
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Breaks lines in the outer levels only. */
    private static final class OuterLevels implements PrettyPrinter {
        private int depth;

        @Override
        public void writeRootValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw('\n');
        }

        @Override
        public void writeStartObject(JsonGenerator json) throws IOException {
            json.writeRaw('{');
            depth++;
        }

        @Override
        public void beforeObjectEntries(JsonGenerator json) throws IOException {
            breakLine(json, "");
        }

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
            json.writeRaw(',');
            breakLine(json, " ");
        }

        @Override
        public void writeEndObject(JsonGenerator json, int entryCount) throws IOException {
            end(json, entryCount, '}');
        }

        @Override
        public void writeStartArray(JsonGenerator json) throws IOException {
            json.writeRaw('[');
            depth++;
        }

        @Override
        public void beforeArrayValues(JsonGenerator json) throws IOException {
            breakLine(json, "");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
            json.writeRaw(',');
            breakLine(json, " ");
        }

        @Override
        public void writeEndArray(JsonGenerator json, int valueCount) throws IOException {
            end(json, valueCount, ']');
        }

        private void end(JsonGenerator json, int count, char bracket) throws IOException {
            boolean ownLine = depth <= DEPTH_ON_OWN_LINES && count > 0;
            depth--;
            if (ownLine) {
                breakLine(json, "");
            }
            json.writeRaw(bracket);
        }

        private void breakLine(JsonGenerator json, String inside) throws IOException {
            json.writeRaw(depth <= DEPTH_ON_OWN_LINES ? "\n" + "  ".repeat(depth) : inside);
        }
    }
}
