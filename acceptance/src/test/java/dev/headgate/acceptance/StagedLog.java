package dev.headgate.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * What the files on the disk prove about one source, read without any code of the gateway.
 *
 * <pre>
 *   root/_headgate/source/log/00000000000000000042.json   entry 42: "through_lsn", "files": [{"path", "bytes", "rows"}]
 *   root/catalog/schema/table/g000001/....parquet         its data files
 * </pre>
 *
 * <p>Safe for use by several threads.
 */
final class StagedLog {

    private static final Pattern ENTRY = Pattern.compile("\\d{20}\\.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Path logDirectory;
    private final NavigableMap<Long, Entry> proven = new TreeMap<>();

    /** One entry of the commit log whose files are all there. */
    record Entry(long number, long fromLsn, long throughLsn, JsonNode json) {}

    StagedLog(Path root, String source) {
        this.root = root;
        this.logDirectory = root.resolve("_headgate").resolve(source).resolve("log");
    }

    /** An LSN as PostgreSQL prints it, such as {@code 16/B374D848}, as an unsigned number. */
    static long lsn(String text) {
        int slash = text.indexOf('/');
        return (Long.parseLong(text.substring(0, slash), 16) << 32) | Long.parseLong(text.substring(slash + 1), 16);
    }

    /** The other way. */
    static String text(long lsn) {
        return Long.toHexString(lsn >>> 32).toUpperCase(Locale.ROOT)
                + "/"
                + Long.toHexString(lsn & 0xffffffffL).toUpperCase(Locale.ROOT);
    }

    /**
     * The newest entry that can be read, whose data files and those of all entries before it exist with the size that
     * is listed and a Parquet footer with the rows that are listed; null if there is none.
     */
    synchronized @Nullable Entry newestProven() {
        for (long number : entryNumbers()) {
            if (!proven.isEmpty() && number <= proven.lastKey()) {
                continue;
            }
            if (!proven.isEmpty() && number != proven.lastKey() + 1) {
                break;
            }
            Entry entry = read(number);
            if (entry == null || !problems(entry).isEmpty()) {
                break;
            }
            proven.put(number, entry);
        }
        return proven.isEmpty() ? null : proven.lastEntry().getValue();
    }

    /** The first entry that is proven; null if there is none. */
    synchronized @Nullable Entry oldestProven() {
        return proven.isEmpty() ? null : proven.firstEntry().getValue();
    }

    /** All entries in order. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (long number : entryNumbers()) {
            Entry entry = read(number);
            if (entry == null) {
                throw new IllegalStateException("entry " + number + " of " + logDirectory + " cannot be read");
            }
            entries.add(entry);
        }
        return entries;
    }

    /** Tables of which a generation was started and none finished since; not empty either as long as none was started. */
    Set<String> loading() {
        Map<String, Integer> loading = new TreeMap<>();
        boolean any = false;
        for (Entry entry : entries()) {
            for (JsonNode event : entry.json().path("events")) {
                String table = event.path("schema").asText() + "."
                        + event.path("table").asText();
                switch (event.path("type").asText()) {
                    case "refresh_started" -> {
                        any = true;
                        loading.put(table, event.path("generation").asInt());
                    }
                    case "refresh_finished" ->
                        loading.remove(table, event.path("generation").asInt());
                    case "table_removed" -> loading.remove(table);
                    default -> {
                        // Says nothing of loading.
                    }
                }
            }
        }
        return any ? loading.keySet() : Set.of("none was started");
    }

    /** Events of a type, in order. */
    List<JsonNode> events(String type) {
        return named("events", "type", type);
    }

    /** Schema versions of a table of that name, in order. */
    List<JsonNode> schemas(String table) {
        return named("schemas", "table", table);
    }

    private List<JsonNode> named(String list, String field, String value) {
        List<JsonNode> found = new ArrayList<>();
        for (Entry entry : entries()) {
            entry.json().path(list).forEach(one -> {
                if (one.path(field).asText().equals(value)) {
                    found.add(one);
                }
            });
        }
        return found;
    }

    /** Chunks of tables that were read and are not the last of their table. */
    long chunks() {
        return entries().stream()
                .flatMap(entry -> entry.json().path("events").findValuesAsText("last").stream())
                .filter("false"::equals)
                .count();
    }

    /** What is wrong with the log as a whole: gaps, a broken chain, files that are missing or damaged. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        Map<String, Long> owners = new HashMap<>();
        Entry before = null;
        for (Entry entry : entries()) {
            problems.addAll(problems(entry));
            if (before != null) {
                problems.addAll(chainProblems(before, entry));
            }
            for (JsonNode file : entry.json().path("files")) {
                Long owner = owners.put(file.path("path").asText(), entry.number());
                if (owner != null) {
                    problems.add("entries " + owner + " and " + entry.number() + " both list " + file.path("path"));
                }
            }
            before = entry;
        }
        return problems;
    }

    private static List<String> chainProblems(Entry before, Entry entry) {
        List<String> problems = new ArrayList<>();
        String where = "entry " + entry.number() + ": ";
        if (entry.number() != before.number() + 1) {
            problems.add(where + "follows entry " + before.number());
        }
        if (!entry.json().path("previous").equals(before.json().path("commit_id"))) {
            problems.add(where + "previous is not the commit id of the entry before");
        }
        if (!entry.json().path("log_id").equals(before.json().path("log_id"))) {
            problems.add(where + "another log_id than the entry before");
        }
        // A new epoch is a new history: its LSNs may be lower.
        boolean sameEpoch = entry.json().path("epoch").equals(before.json().path("epoch"));
        if (sameEpoch && entry.fromLsn() != before.throughLsn()) {
            problems.add(where + "from_lsn is not the through_lsn of the entry before");
        }
        if (sameEpoch && Long.compareUnsigned(entry.throughLsn(), entry.fromLsn()) < 0) {
            problems.add(where + "through_lsn is below from_lsn");
        }
        return problems;
    }

    private List<String> problems(Entry entry) {
        List<String> problems = new ArrayList<>();
        for (JsonNode file : entry.json().path("files")) {
            String path = file.path("path").asText();
            String problem = problem(
                    root.resolve(path),
                    file.path("bytes").asLong(),
                    file.path("rows").asLong());
            if (problem != null) {
                problems.add("entry " + entry.number() + ": " + path + ": " + problem);
            }
        }
        return problems;
    }

    private static @Nullable String problem(Path file, long bytes, long rows) {
        try {
            if (!Files.isRegularFile(file)) {
                return "missing";
            }
            if (Files.size(file) != bytes) {
                return "has " + Files.size(file) + " bytes instead of " + bytes;
            }
            try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
                long found = reader.getFooter().getBlocks().stream()
                        .mapToLong(BlockMetaData::getRowCount)
                        .sum();
                return found == rows ? null : "has " + found + " rows instead of " + rows;
            }
        } catch (IOException | RuntimeException e) {
            return "is not a Parquet file: " + e;
        }
    }

    /** The data files that an entry lists. */
    static List<JsonNode> files(Entry entry) {
        List<JsonNode> files = new ArrayList<>();
        entry.json().path("files").forEach(files::add);
        return files;
    }

    private List<Long> entryNumbers() {
        try (Stream<Path> files = Files.list(logDirectory)) {
            List<Long> numbers =
                    new ArrayList<>(files.map(file -> file.getFileName().toString())
                            .filter(name -> ENTRY.matcher(name).matches())
                            .map(name -> Long.valueOf(name.substring(0, 20)))
                            .toList());
            Collections.sort(numbers);
            return numbers;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Entry read(long number) {
        Path file = entryFile(number);
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            return new Entry(
                    number,
                    lsn(json.path("from_lsn").asText()),
                    lsn(json.path("through_lsn").asText()),
                    json);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** The file of an entry. */
    Path entryFile(long number) {
        return logDirectory.resolve(String.format(Locale.ROOT, "%020d.json", number));
    }
}
