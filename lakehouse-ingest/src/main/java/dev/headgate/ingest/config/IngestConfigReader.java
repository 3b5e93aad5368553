package dev.headgate.ingest.config;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.yaml.ConfigProblem;
import dev.headgate.yaml.DurationText;
import dev.headgate.yaml.NearestName;
import dev.headgate.yaml.Problems;
import dev.headgate.yaml.YamlFile;
import dev.headgate.yaml.YamlSection;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ingestion's part of the gateway's configuration file, strictly. The gateway reads the other sections, and takes
 * {@code pipelines} as it is; each reports the problems of its own part. {@code docs/lakehouse.md} lists the keys.
 */
public final class IngestConfigReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}");
    private static final Duration MAX_INTERVAL = Duration.ofDays(7);
    private static final Duration MIN_RETENTION = Duration.ofDays(1);
    private static final Duration MAX_RETENTION = Duration.ofDays(30);

    private final Set<String> knownPaths = new TreeSet<>();

    /**
     * The valid configuration of a file.
     *
     * @throws IngestException with every problem of these sections
     */
    public static IngestConfig load(Path file, Map<String, String> environment) {
        Problems problems = new Problems(file.toString());
        YamlSection root = YamlFile.open(file, environment, problems);
        IngestConfig config = root == null ? null : new IngestConfigReader().read(root);
        if (config == null || !problems.isEmpty()) {
            throw new IngestException(
                    IngestErrorCode.CONFIG_INVALID,
                    problems.sorted().stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")),
                    Map.of());
        }
        return config;
    }

    /** Every key of a pipeline that was asked for, with {@code <name>} for names that the operator chooses. */
    Set<String> knownPaths() {
        return knownPaths;
    }

    IngestConfig read(YamlSection root) {
        YamlSection staging = root.section("staging");
        Path stagingRoot = staging.optional("uri", IngestConfigReader::directory);
        if (!staging.has("uri")) {
            staging.problem("uri", "is required, for example file:///var/lib/headgate/staging");
        }
        Map<String, PipelineConfig> pipelines =
                pipelines(root.section("pipelines"), root.section("sources").names());
        if (pipelines.isEmpty()) {
            root.problem("pipelines", "is required: name at least one pipeline");
        }
        return new IngestConfig(stagingRoot == null ? Path.of("/") : stagingRoot, pipelines);
    }

    private Map<String, PipelineConfig> pipelines(YamlSection section, List<String> sources) {
        knownPaths.add("pipelines");
        Map<String, PipelineConfig> pipelines = new LinkedHashMap<>();
        Map<Path, String> targets = new LinkedHashMap<>();
        for (String name : section.names()) {
            if (!NAME.matcher(name).matches()) {
                section.problem(name, "'" + name + "' is not a name; use 1 to 63 of a-z, 0-9, _ and -");
            }
            PipelineConfig pipeline = pipeline(name, section.section(name), sources);
            String other = targets.putIfAbsent(pipeline.target(), name);
            if (other != null) {
                section.problem(name, "has the target of pipeline " + other + "; give each its own directory");
            }
            pipelines.put(name, pipeline);
        }
        return pipelines;
    }

    private PipelineConfig pipeline(String name, YamlSection section, List<String> known) {
        List<String> sources = section.list("sources", List.of(), source -> known(source, known));
        if (!section.has("sources")) {
            section.problem("sources", "is required: a list of names from sources, as in [shop]");
        } else if (sources.stream().distinct().count() < sources.size()) {
            section.problem("sources", "names a source twice");
        }
        YamlSection target = section.section("target");
        Path directory = target.optional("uri", IngestConfigReader::directory);
        if (!target.has("uri")) {
            target.problem("uri", "is required, for example file:///var/lib/headgate/lake");
        }
        close(target, "pipelines.<name>.target");
        YamlSection schedule = section.section("schedule");
        Duration interval = schedule.value("interval", PipelineConfig.DEFAULT_INTERVAL, IngestConfigReader::interval);
        close(schedule, "pipelines.<name>.schedule");
        TableSelection selection = selection(section);
        WriteModes modes = modes(section);
        TableNaming naming = naming(section.section("naming"));
        RetryPolicy retry = retry(section.section("retry"));
        MaintenanceConfig maintenance = maintenance(section.section("maintenance"));
        close(section, "pipelines.<name>");
        return new PipelineConfig(
                name,
                sources,
                selection,
                modes,
                naming,
                directory == null ? Path.of("/") : directory,
                interval,
                retry,
                maintenance);
    }

    private TableSelection selection(YamlSection section) {
        List<TableGlob> include = section.list("include", TableSelection.ALL.include(), TableGlob::new);
        List<TableGlob> exclude = section.list("exclude", List.of(), TableGlob::new);
        YamlSection columns = section.section("exclude_columns");
        Map<TableGlob, List<String>> excluded = new LinkedHashMap<>();
        for (String table : columns.names()) {
            try {
                excluded.put(new TableGlob(table), columns.list(table, List.of(), name -> name));
            } catch (IllegalArgumentException e) {
                columns.problem(table, String.valueOf(e.getMessage()));
            }
        }
        return new TableSelection(include, exclude, excluded);
    }

    private static WriteModes modes(YamlSection section) {
        WriteMode others = section.choice("mode", WriteModes.DEFAULT.others());
        YamlSection tables = section.section("table_modes");
        Map<TableGlob, WriteMode> modes = new LinkedHashMap<>();
        for (String table : tables.names()) {
            try {
                modes.put(new TableGlob(table), tables.choice(table, others));
            } catch (IllegalArgumentException e) {
                tables.problem(table, String.valueOf(e.getMessage()));
            }
        }
        return new WriteModes(others, modes);
    }

    private TableNaming naming(YamlSection section) {
        String prefix = section.text("prefix", "");
        TableNaming.Letters letters = section.choice("case", TableNaming.Letters.KEEP);
        Map<String, String> catalogs = names(section.section("catalogs"));
        Map<String, String> schemas = names(section.section("schemas"));
        close(section, "pipelines.<name>.naming");
        return new TableNaming(prefix, letters, catalogs, schemas);
    }

    private static Map<String, String> names(YamlSection section) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String staged : section.names()) {
            names.put(staged, section.requiredText(staged, "a name"));
        }
        return names;
    }

    private RetryPolicy retry(YamlSection section) {
        int maxRetries = section.integer("max_retries", RetryPolicy.DEFAULT.maxRetries(), 0, 1000);
        Duration backoff = section.value("backoff", RetryPolicy.DEFAULT.backoff(), IngestConfigReader::interval);
        Duration maxBackoff =
                section.value("max_backoff", RetryPolicy.DEFAULT.maxBackoff(), IngestConfigReader::interval);
        close(section, "pipelines.<name>.retry");
        return new RetryPolicy(maxRetries, backoff, maxBackoff);
    }

    private MaintenanceConfig maintenance(YamlSection section) {
        MaintenanceConfig usual = MaintenanceConfig.DEFAULT;
        boolean compact = section.truth("compact", usual.compact());
        boolean vacuum = section.truth("vacuum", usual.vacuum());
        Duration interval = section.value("interval", usual.interval(), IngestConfigReader::interval);
        Duration retention = section.value("retention", usual.retention(), IngestConfigReader::retention);
        close(section, "pipelines.<name>.maintenance");
        return new MaintenanceConfig(compact, vacuum, interval, retention);
    }

    /** A commit in the making needs its files, and the log tells for 30 days what was taken out. */
    private static Duration retention(String text) {
        Duration retention = DurationText.parse(text);
        if (retention.compareTo(MIN_RETENTION) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
            throw new IllegalArgumentException("'" + text + "' is out of range; write 1d to 30d");
        }
        return retention;
    }

    private void close(YamlSection section, String path) {
        section.asked().forEach(key -> knownPaths.add(path + "." + key));
        section.close();
    }

    private static String known(String source, List<String> sources) {
        if (!sources.contains(source)) {
            throw new IllegalArgumentException(
                    "'" + source + "' is not in sources" + NearestName.hint(source, sources));
        }
        return source;
    }

    private static Duration interval(String text) {
        Duration interval = DurationText.parse(text);
        if (interval.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException("'" + text + "' is out of range; write at most 7d");
        }
        return interval;
    }

    private static @Nullable Path directory(String text) {
        try {
            return Path.of(URI.create(text)).normalize();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not a local directory; write an absolute path, as in file:///var/lib/headgate/lake",
                    e);
        }
    }
}
