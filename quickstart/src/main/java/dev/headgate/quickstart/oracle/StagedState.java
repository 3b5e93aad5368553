package dev.headgate.quickstart.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the staged files of one source prove, at a moment: the chain of its commit log, the rows of the files that the log
 * names, and each table rebuilt from them.
 *
 * <pre>{@code
 * try (StagedState state = StagedState.read(root, "mfg", OracleOptions.strict())) {
 *     state.verify();                                    // throws with a list of broken promises
 *     FoldedTable orders = state.fold(new StagedTable("mfg", "public", "orders"));
 *     new SourceComparison(state).compare(connection, tables);
 * }
 * }</pre>
 *
 * <p>Reading while a gateway writes is fine: entries that appear later are not seen. Not thread-safe.
 */
public final class StagedState implements AutoCloseable {

    private final StagedLog log;
    private final DuckDb duck;
    private final Path spillDirectory;
    private final OracleOptions options;
    private final List<String> problems = new ArrayList<>();
    private final Map<StagedTable, LoadedTable> tables = new LinkedHashMap<>();
    private final Map<StagedTable, List<Generation>> generations = new HashMap<>();
    private final String source;
    private int folded;

    private StagedState(StagedLog log, String source, OracleOptions options) {
        this.log = log;
        this.source = source;
        this.options = options;
        try {
            this.spillDirectory = Files.createTempDirectory("headgate-oracle-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.duck = new DuckDb(spillDirectory);
    }

    /**
     * Reads all entries that the log has now, and their files.
     *
     * @param root the staging root, a local directory
     * @throws StagedStateException if files cannot be read at all; what is merely wrong in them is left to {@link #verify}
     */
    public static StagedState read(Path root, String source, OracleOptions options) {
        return readUpTo(root, source, Long.MAX_VALUE, options);
    }

    /** As {@link #read}, as if the log ended with entry {@code lastEntry}. */
    public static StagedState readUpTo(Path root, String source, long lastEntry, OracleOptions options) {
        StagedLog log = StagedLog.read(root.toAbsolutePath(), source, lastEntry);
        StagedState state = new StagedState(log, source, options);
        try {
            log.checkFiles();
            state.load(root.toAbsolutePath());
            return state;
        } catch (StagedStateException e) {
            state.close();
            throw e;
        }
    }

    /**
     * Position up to which the files on disk prove everything to be staged: {@code through_lsn} of the last entry whose
     * chain is whole. Cheap: reads no data file.
     *
     * @return 0 without a log
     */
    public static long durableLsn(Path root, String source) {
        List<StagedEntry> entries =
                StagedLog.read(root.toAbsolutePath(), source, Long.MAX_VALUE).entries();
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).throughLsn();
    }

    private void load(Path root) {
        duck.execute("CREATE TABLE files (file BIGINT, entry BIGINT, gen INTEGER, path VARCHAR, rows BIGINT, "
                + "c BIGINT, u BIGINT, d BIGINT, r BIGINT, t BIGINT)");
        duck.execute("CREATE TABLE entries (entry BIGINT, epoch INTEGER, from_lsn BIGINT, through_lsn BIGINT, "
                + "transactions BIGINT)");
        Map<StagedTable, List<StagedEntry.DataFile>> files = new LinkedHashMap<>();
        Map<StagedTable, TreeMap<Integer, StagedSchema>> schemas = new LinkedHashMap<>();
        Map<StagedTable, List<Generation.Event>> events = new LinkedHashMap<>();
        List<String> fileRows = new ArrayList<>();
        List<String> entryRows = new ArrayList<>();
        for (StagedEntry entry : log.entries()) {
            entryRows.add("(" + entry.entry() + ", " + entry.epoch() + ", " + entry.fromLsn() + ", "
                    + entry.throughLsn() + ", " + entry.transactions() + ")");
            for (StagedEntry.DataFile file : entry.files()) {
                fileRows.add("(" + (fileRows.size() + 1) + ", " + entry.entry() + ", " + file.generation() + ", "
                        + DuckDb.text(root.resolve(file.path()).toString()) + ", " + file.rows() + ", "
                        + file.ops().values().stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")");
                files.computeIfAbsent(file.table(), table -> new ArrayList<>()).add(file);
            }
            for (StagedSchema schema : entry.schemas()) {
                schemas.computeIfAbsent(schema.table(), table -> new TreeMap<>())
                        .put(schema.version(), schema);
            }
            entry.events()
                    .forEach(event -> events.computeIfAbsent(event.table(), table -> new ArrayList<>())
                            .add(event));
        }
        events.forEach((table, own) -> generations.put(table, Generation.of(own)));
        insert("entries", entryRows);
        insert("files", fileRows);
        if (!log.hasAllFiles()) {
            // The log's problems name them. What is there would only raise more of the same.
            return;
        }
        ChangeLoader loader = new ChangeLoader(duck, root, options.metadataPrefix(), problems);
        files.forEach((table, dataFiles) -> {
            TreeMap<Integer, StagedSchema> versions = schemas.get(table);
            if (versions == null) {
                problems.add(table + ": the log has files but no schema of it");
                return;
            }
            LoadedTable loaded =
                    loader.load(table, "changes_" + tables.size(), dataFiles, versions, generationsOf(table));
            if (loaded != null) {
                tables.put(table, loaded);
            }
        });
    }

    private void insert(String relation, List<String> rows) {
        int batch = 1000;
        for (int from = 0; from < rows.size(); from += batch) {
            duck.execute("INSERT INTO " + relation + " VALUES "
                    + String.join(", ", rows.subList(from, Math.min(rows.size(), from + batch))));
        }
    }

    /**
     * Checks every promise about log, files and rows.
     *
     * @throws StagedStateException listing what is broken
     */
    public void verify() {
        List<String> found = problems();
        if (!found.isEmpty()) {
            throw new StagedStateException(source, found);
        }
    }

    /**
     * Broken promises, one line each; empty if all is well. Checked: the chain of entries; size and checksum of every file;
     * row counts; no position twice; order in files; rows within the LSNs of their entry; transactions within one entry;
     * ordinals without gap; each change possible after the one before it; key changes in two rows.
     */
    public List<String> problems() {
        List<String> all = new ArrayList<>(log.problems());
        all.addAll(problems);
        if (!tables.isEmpty()) {
            OrderChecks checks = new OrderChecks(duck, options, all);
            checks.checkPositions(List.copyOf(tables.values()));
            checks.checkCounts();
            tables.values().forEach(table -> checks.checkChanges(table, lastEntry()));
            duck.execute("DROP VIEW positions");
        }
        return List.copyOf(all);
    }

    /** Number of the last entry, 0 without one. */
    public long lastEntry() {
        List<StagedEntry> entries = log.entries();
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).entry();
    }

    /** {@code through_lsn} of the last entry, 0 without one. */
    public long throughLsn() {
        List<StagedEntry> entries = log.entries();
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).throughLsn();
    }

    /** {@code through_lsn} of each entry by its number. */
    public Map<Long, Long> throughLsns() {
        Map<Long, Long> positions = new LinkedHashMap<>();
        log.entries().forEach(entry -> positions.put(entry.entry(), entry.throughLsn()));
        return positions;
    }

    /** Tables that have at least one file. */
    public List<StagedTable> tables() {
        return List.copyOf(tables.keySet());
    }

    /** Number of staged rows of a table, changes and not rows of its state; 0 if it has no file. */
    public long changes(StagedTable table) {
        LoadedTable loaded = tables.get(table);
        return loaded == null ? 0 : duck.number("SELECT count(*) FROM " + loaded.relation());
    }

    /** Data files named by the log. */
    public long files() {
        return duck.number("SELECT count(*) FROM files");
    }

    /** The table after the last entry, or null if it has no file. */
    public @Nullable FoldedTable fold(StagedTable table) {
        return fold(table, lastEntry());
    }

    private List<Generation> generationsOf(StagedTable table) {
        return generations.getOrDefault(table, List.of());
    }

    /**
     * Whether the table is whole after {@code entry} and as old as all others: neither is it being read for the first
     * time, nor again.
     */
    public boolean isCurrent(StagedTable table, long entry) {
        List<Generation> own = generationsOf(table);
        return Generation.exists(own, entry) && Generation.frozenAt(own, entry) == entry;
    }

    /** The table as it was after {@code entry}, or null if it has no file at all. */
    public @Nullable FoldedTable fold(StagedTable table, long entry) {
        LoadedTable loaded = tables.get(table);
        if (loaded == null) {
            return null;
        }
        String relation = "folded_" + folded++;
        duck.execute("CREATE TABLE " + relation + " AS " + new ChangeFold(loaded, entry).sql());
        return new FoldedTable(duck, relation, loaded);
    }

    DuckDb duck() {
        return duck;
    }

    /** Scratch files may be put here; it is deleted at close. */
    Path spillDirectory() {
        return spillDirectory;
    }

    @Override
    public void close() {
        duck.close();
        try (Stream<Path> paths = Files.walk(spillDirectory)) {
            for (Path path :
                    paths.sorted((left, right) -> right.compareTo(left)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
