package dev.headgate.quickstart.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The commit log of one source, read as JSON and checked as a chain:
 *
 * <pre>
 * root/_headgate/SOURCE/log/00000000000000000001.json     entry 1, 2, 3 ... without a gap
 *                           00000000000000000100.checkpoint.json   not read here
 * </pre>
 */
final class StagedLog {

    private static final Pattern ENTRY_NAME = Pattern.compile("\\d{20}\\.json");
    private static final int FORMAT_VERSION = 1;

    private final ObjectMapper json = new ObjectMapper();
    private final Path root;
    private final String source;
    private final List<StagedEntry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private StagedLog(Path root, String source) {
        this.root = root;
        this.source = source;
    }

    /** Reads all entries up to {@code lastEntry}. A log that does not exist has none. */
    static StagedLog read(Path root, String source, long lastEntry) {
        StagedLog log = new StagedLog(root, source);
        try {
            log.readEntries(lastEntry);
            return log;
        } catch (IOException e) {
            throw new StagedStateException("cannot read the commit log of " + source + " below " + root, e);
        }
    }

    List<StagedEntry> entries() {
        return entries;
    }

    List<String> problems() {
        return problems;
    }

    private void readEntries(long lastEntry) throws IOException {
        // Source names are of the kind that a path element encodes as they are.
        Path directory = root.resolve("_headgate").resolve(source).resolve("log");
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.filter(file ->
                            ENTRY_NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
        JsonNode previous = null;
        Set<String> paths = new HashSet<>();
        for (Path file : files) {
            long number = Long.parseLong(file.getFileName().toString().substring(0, 20));
            if (number > lastEntry) {
                break;
            }
            JsonNode node = parse(file);
            if (node == null) {
                return;
            }
            checkChain(number, node, previous);
            StagedEntry entry = decode(node);
            entry.files().forEach(dataFile -> {
                if (!paths.add(dataFile.path())) {
                    problems.add("entry " + number + " names the file " + dataFile.path() + " again");
                }
            });
            checkFinished(entry);
            entries.add(entry);
            previous = node;
        }
    }

    /** A table is whole only where the changes are staged up to the last point at which it was read. */
    private void checkFinished(StagedEntry entry) {
        for (Generation.Event event : entry.events()) {
            if (event.is("refresh_finished") && event.lsn("readable_at") > entry.throughLsn()) {
                problems.add("entry " + entry.entry() + " says that " + event.table()
                        + " is whole, but ends before the point where it is");
            }
        }
    }

    private @Nullable JsonNode parse(Path file) throws IOException {
        try {
            return json.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            problems.add(file.getFileName() + " is no JSON");
            return null;
        }
    }

    private void checkChain(long number, JsonNode node, @Nullable JsonNode previous) {
        expect(number, "entry", Long.toString(number), node.path("entry").asText());
        expect(
                number,
                "version",
                Integer.toString(FORMAT_VERSION),
                node.path("version").asText());
        expect(number, "source", source, node.path("source").asText());
        if (lsn(node, "through_lsn") < lsn(node, "from_lsn") && !newEpoch(node, previous)) {
            problems.add("entry " + number + ": through_lsn is below from_lsn");
        }
        if (previous == null) {
            // Entries may have been purged from the start of the log.
            if (number == 1
                    && !node.path("previous").isNull()
                    && !node.path("previous").isMissingNode()) {
                problems.add("entry 1 has a previous entry");
            }
            return;
        }
        long expected = previous.path("entry").asLong() + 1;
        if (number != expected) {
            problems.add("entry " + expected + " is missing");
        }
        expect(
                number,
                "log_id",
                previous.path("log_id").asText(),
                node.path("log_id").asText());
        expect(
                number,
                "previous",
                previous.path("commit_id").asText(),
                node.path("previous").asText());
        if (node.path("epoch").asInt() < previous.path("epoch").asInt()) {
            problems.add("entry " + number + ": the epoch falls");
        }
        if (!newEpoch(node, previous) && lsn(node, "from_lsn") != lsn(previous, "through_lsn")) {
            problems.add("entry " + number + ": from_lsn "
                    + node.path("from_lsn").asText() + " is not the through_lsn before it, "
                    + previous.path("through_lsn").asText());
        }
    }

    private static boolean newEpoch(JsonNode node, @Nullable JsonNode previous) {
        return previous != null
                && node.path("epoch").asInt() != previous.path("epoch").asInt();
    }

    private void expect(long entry, String field, String expected, String actual) {
        if (!expected.equals(actual)) {
            problems.add("entry " + entry + ": " + field + " is \"" + actual + "\" instead of \"" + expected + "\"");
        }
    }

    private static StagedEntry decode(JsonNode node) {
        List<StagedEntry.DataFile> files = new ArrayList<>();
        node.path("files").forEach(file -> files.add(decodeFile(file)));
        List<StagedSchema> schemas = new ArrayList<>();
        node.path("schemas").forEach(schema -> schemas.add(decodeSchema(schema)));
        return new StagedEntry(
                node.path("entry").asLong(),
                node.path("epoch").asInt(),
                lsn(node, "from_lsn"),
                lsn(node, "through_lsn"),
                node.path("transactions").asLong(),
                List.copyOf(files),
                List.copyOf(schemas),
                decodeEvents(node));
    }

    private static List<Generation.Event> decodeEvents(JsonNode node) {
        List<Generation.Event> events = new ArrayList<>();
        for (JsonNode event : node.path("events")) {
            Map<String, String> attributes = new LinkedHashMap<>();
            event.properties()
                    .forEach(each ->
                            attributes.put(each.getKey(), each.getValue().asText()));
            events.add(new Generation.Event(
                    node.path("entry").asLong(), node.path("epoch").asInt(), table(event), attributes));
        }
        return List.copyOf(events);
    }

    private static StagedEntry.DataFile decodeFile(JsonNode file) {
        Map<String, Long> ops = new LinkedHashMap<>();
        for (String op : List.of("c", "u", "d", "r", "t")) {
            ops.put(op, file.path("ops").path(op).asLong(0));
        }
        return new StagedEntry.DataFile(
                file.path("path").asText(),
                "snapshot".equals(file.path("kind").asText()),
                table(file),
                file.path("generation").asInt(),
                file.path("schema_version").asInt(),
                file.path("rows").asLong(),
                ops,
                file.path("bytes").asLong(),
                file.path("crc32c").asText(""));
    }

    private static StagedSchema decodeSchema(JsonNode node) {
        List<StagedSchema.Column> columns = new ArrayList<>();
        node.path("columns").forEach(column -> {
            JsonNode fieldId = column.path("field_id");
            columns.add(new StagedSchema.Column(
                    column.path("name").asText(), fieldId.isIntegralNumber() ? fieldId.asInt() : null));
        });
        List<String> key = new ArrayList<>();
        node.path("key").forEach(column -> key.add(column.asText()));
        return new StagedSchema(
                table(node), node.path("schema_version").asInt(), List.copyOf(columns), List.copyOf(key));
    }

    private static StagedTable table(JsonNode node) {
        return new StagedTable(
                node.path("catalog").asText(),
                node.path("schema").asText(),
                node.path("table").asText());
    }

    private static long lsn(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isIntegralNumber() ? value.asLong() : Lsn.parse(value.asText("0/0"));
    }

    /** Compares each named file with its size and checksum. */
    void checkFiles() {
        for (StagedEntry entry : entries) {
            for (StagedEntry.DataFile file : entry.files()) {
                checkFile(entry, file);
            }
        }
    }

    private void checkFile(StagedEntry entry, StagedEntry.DataFile file) {
        Path path = root.resolve(file.path());
        CRC32C checksum = new CRC32C();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] chunk = new byte[1 << 16];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                checksum.update(chunk, 0, read);
                bytes += read;
            }
        } catch (NoSuchFileException e) {
            problems.add("entry " + entry.entry() + ": no file " + file.path());
            return;
        } catch (IOException e) {
            throw new StagedStateException("cannot read " + path, e);
        }
        if (bytes != file.bytes()) {
            problems.add("entry " + entry.entry() + ": " + file.path() + " has " + bytes + " bytes instead of "
                    + file.bytes());
        }
        if (!file.crc32c().isEmpty() && Long.parseUnsignedLong(file.crc32c(), 16) != checksum.getValue()) {
            problems.add("entry " + entry.entry() + ": " + file.path() + " does not have the checksum of its entry");
        }
    }

    /** Whether every file that an entry names is there. */
    boolean hasAllFiles() {
        return entries.stream()
                .flatMap(entry -> entry.files().stream())
                .allMatch(file -> Files.isRegularFile(root.resolve(file.path())));
    }
}
