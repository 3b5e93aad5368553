package dev.headgate.gateway.config;

import dev.headgate.yaml.DurationText;
import dev.headgate.yaml.NearestName;
import dev.headgate.yaml.YamlSection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Builds the records from the sections of one file, and remembers which keys it knows. */
final class ConfigReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}");
    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_]{1,32}");
    private static final Pattern LISTEN = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]]+)):(\\d{1,5})");
    private static final Pattern AWS_REGION = Pattern.compile("[a-z]{2,}(?:-[a-z]+)+-[0-9]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}?");
    private static final Set<String> PLACEHOLDERS = Set.of("{source}", "{database}", "{schema}");
    private static final int MAX_IDENTIFIER_BYTES = 63;
    private static final int MAX_ZSTD_LEVEL = 19;

    private final Set<String> knownPaths = new TreeSet<>();

    /** Every key that was asked for, with {@code <name>} for names that the operator chooses. */
    Set<String> knownPaths() {
        return knownPaths;
    }

    GatewayConfig read(YamlSection root) {
        int version = root.integer("version", 1, 1, 1);
        if (!root.has("version")) {
            root.problem("version", "is required: write version: 1");
        }
        Map<String, ConnectionConfig> connections = connections(root.section("connections"));
        YamlSection sourcesSection = root.section("sources");
        Map<String, SourceConfig> sources = sources(sourcesSection, connections);
        if (sources.isEmpty()) {
            root.problem("sources", "is required: name at least one source");
        }
        StagingConfig staging = staging(root.section("staging"));
        AdminConfig admin = admin(root.section("admin"));
        LoggingConfig logging = logging(root.section("logging"));
        MemoryConfig memory = memory(root.section("memory"));
        Map<String, NotificationConfig> notifications = notifications(root.section("notifications"));
        // The ingestion, a process of its own, reads and checks this section.
        root.section("pipelines");
        close(root, "");
        SourceConflicts.report(sources, sourcesSection);
        return new GatewayConfig(version, connections, sources, staging, admin, logging, memory, notifications);
    }

    private Map<String, ConnectionConfig> connections(YamlSection section) {
        Map<String, ConnectionConfig> connections = new LinkedHashMap<>();
        for (String name : section.names()) {
            checkName(section, name);
            connections.put(name, connection(name, section.section(name)));
        }
        return connections;
    }

    private ConnectionConfig connection(String name, YamlSection section) {
        Path unixSocket = section.optional("unix_socket", ConfigReader::path);
        String host = unixSocket == null
                ? section.requiredText("host", "db.internal, or unix_socket for a server on this machine")
                : section.text("host", "localhost");
        TlsMode tls = section.choice("tls", unixSocket == null ? TlsMode.VERIFY_FULL : TlsMode.DISABLE);
        if (unixSocket != null && tls != TlsMode.DISABLE) {
            section.problem("tls", "a unix socket has no TLS; remove this key");
        }
        Path certificate = section.optional("tls_certificate", ConfigReader::readableFile);
        Path key = section.optional("tls_key", ConfigReader::readableFile);
        if (section.has("tls_certificate") != section.has("tls_key")) {
            section.problem(
                    section.has("tls_key") ? "tls_key" : "tls_certificate",
                    "tls_certificate and tls_key are given together or not at all");
        }
        ChannelBinding channelBinding = channelBinding(section, tls);
        String rdsIamRegion = rdsIamRegion(section, tls, channelBinding);
        ConnectionConfig connection = new ConnectionConfig(
                name,
                host,
                section.integer("port", 5432, 1, 65_535),
                section.requiredText("user", "headgate"),
                section.optional("password", Secret::new),
                passwordCommand(section),
                rdsIamRegion,
                tls,
                section.optional("tls_root_certificate", ConfigReader::readableFile),
                certificate,
                key,
                channelBinding,
                unixSocket,
                section.value(
                        "connect_timeout",
                        Duration.ofSeconds(10),
                        duration(Duration.ofSeconds(1), Duration.ofMinutes(5))));
        close(section, "connections.<name>");
        return connection;
    }

    private static ChannelBinding channelBinding(YamlSection section, TlsMode tls) {
        ChannelBinding binding = section.choice("channel_binding", ChannelBinding.PREFER);
        if (binding == ChannelBinding.REQUIRE && (tls == TlsMode.DISABLE || tls == TlsMode.PREFER)) {
            section.problem("channel_binding", "there is nothing to bind to without TLS; set tls to verify-full");
        }
        return binding;
    }

    private static List<String> passwordCommand(YamlSection section) {
        List<String> command = section.list("password_command", List.of(), Function.identity());
        if (section.has("password_command")
                && (command.isEmpty() || command.get(0).isBlank())) {
            section.problem(
                    "password_command", "names no program; write a list, as in [/usr/local/bin/password, shop]");
        }
        if (section.has("password_command") && section.has("password")) {
            section.problem("password_command", "it prints the password; remove one of the two keys");
        }
        return command;
    }

    private static @Nullable String rdsIamRegion(YamlSection section, TlsMode tls, ChannelBinding binding) {
        String region = section.optional("rds_iam_region", ConfigReader::awsRegion);
        if (region == null) {
            return null;
        }
        if (tls != TlsMode.VERIFY_FULL && tls != TlsMode.VERIFY_CA) {
            section.problem("rds_iam_region", "a token is sent as it is, to whoever answers; set tls to verify-full");
        }
        if (section.has("password") || section.has("password_command")) {
            section.problem("rds_iam_region", "a token takes the place of the password; remove one of the two keys");
        }
        if (binding == ChannelBinding.REQUIRE) {
            section.problem("rds_iam_region", "a token is no SCRAM login; remove channel_binding");
        }
        return region;
    }

    private static String awsRegion(String text) {
        if (!AWS_REGION.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a region, as in eu-central-1");
        }
        return text;
    }

    private Map<String, SourceConfig> sources(YamlSection section, Map<String, ConnectionConfig> connections) {
        Map<String, SourceConfig> sources = new LinkedHashMap<>();
        for (String name : section.names()) {
            checkName(section, name);
            SourceConfig source = source(name, section.section(name), connections);
            if (source != null) {
                sources.put(name, source);
            }
        }
        return sources;
    }

    private @Nullable SourceConfig source(String name, YamlSection section, Map<String, ConnectionConfig> connections) {
        String connectionName = section.requiredText("connection", "the name of an entry of connections");
        ConnectionConfig connection = connections.get(connectionName);
        if (connection == null && !connectionName.isEmpty()) {
            section.problem(
                    "connection",
                    "'" + connectionName + "' is not in connections"
                            + NearestName.hint(connectionName, connections.keySet()));
        }
        String database = section.requiredText("database", "shop");
        String defaultName = "headgate_" + name.replace('-', '_');
        String slot = slot(section, defaultName);
        String publication = section.value("publication", defaultName, ConfigReader::identifier);
        List<String> include = section.list("include", SourceConfig.DEFAULT_INCLUDE, ConfigReader::tableGlob);
        if (include.isEmpty()) {
            section.problem("include", "names no table; remove the key to capture all");
        }
        List<String> exclude = section.list("exclude", List.of(), ConfigReader::tableGlob);
        Map<String, List<String>> excludeColumns = excludeColumns(section.section("exclude_columns"));
        Map<String, String> rowFilters = rowFilters(section.section("row_filters"));
        Destination destination = destination(section.section("destination"));
        if (destination.catalogOf(name, database, "").equals("_headgate")) {
            section.problem("destination", "catalog '_headgate' is the folder of the commit log; choose another");
        }
        String prefix = section.value("metadata_prefix", SourceConfig.DEFAULT_METADATA_PREFIX, ConfigReader::prefix);
        BinaryMode binary = section.choice("binary", BinaryMode.AUTO);
        TypesConfig types = types(section.section("types"));
        Duration heartbeat =
                section.optional("heartbeat_interval", duration(Duration.ofMillis(100), Duration.ofHours(1)));
        Duration status = section.value(
                "status_interval",
                SourceConfig.DEFAULT_STATUS_INTERVAL,
                duration(Duration.ofMillis(100), Duration.ofSeconds(5)));
        boolean failover = section.truth("failover", false);
        boolean createSlot = section.truth("create_slot", true);
        PublicationMode publicationMode = section.choice("publication_mode", PublicationMode.CREATE_OR_ADOPT);
        SnapshotConfig snapshot = snapshot(section.section("snapshot"));
        SchemaChange schemaChange = section.choice("schema_change", SchemaChange.REFRESH);
        WalGuardConfig walGuard = walGuard(section.section("wal_guard"));
        TableErrorPolicy onTableError = section.choice("on_table_error", TableErrorPolicy.QUARANTINE);
        close(section, "sources.<name>");
        if (connection == null) {
            return null;
        }
        return new SourceConfig(
                name,
                connection,
                database,
                slot,
                publication,
                include,
                exclude,
                excludeColumns,
                rowFilters,
                destination,
                prefix,
                binary,
                types,
                heartbeat,
                status,
                failover,
                createSlot,
                publicationMode,
                snapshot,
                schemaChange,
                walGuard,
                onTableError);
    }

    private static String slot(YamlSection section, String defaultName) {
        if (!section.has("slot") && defaultName.length() > MAX_IDENTIFIER_BYTES) {
            section.problem("slot", "is required, because '" + defaultName + "' is too long for a slot");
        }
        return section.value("slot", defaultName, ConfigReader::slot);
    }

    private WalGuardConfig walGuard(YamlSection section) {
        WalGuardConfig guard = new WalGuardConfig(
                section.optional("budget", atLeast(DataSize.mebibytes(1))),
                section.integer("warn_percent", WalGuardConfig.DEFAULT.warnPercent(), 1, 99),
                section.integer("danger_percent", WalGuardConfig.DEFAULT.dangerPercent(), 1, 100),
                section.choice("action", WalGuardConfig.DEFAULT.action()));
        if (guard.dangerPercent() <= guard.warnPercent()) {
            section.problem(
                    section.has("danger_percent") ? "danger_percent" : "warn_percent",
                    "danger_percent must be above warn_percent");
        }
        close(section, "sources.<name>.wal_guard");
        return guard;
    }

    private static Map<String, List<String>> excludeColumns(YamlSection section) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (String table : section.names()) {
            try {
                columns.put(tableGlob(table), section.list(table, List.of(), ConfigReader::identifier));
            } catch (IllegalArgumentException e) {
                section.problem(table, String.valueOf(e.getMessage()));
            }
        }
        return columns;
    }

    private static Map<String, String> rowFilters(YamlSection section) {
        Map<String, String> filters = new LinkedHashMap<>();
        for (String table : section.names()) {
            try {
                filters.put(tableGlob(table), section.requiredText(table, "region = 'EU'"));
            } catch (IllegalArgumentException e) {
                section.problem(table, String.valueOf(e.getMessage()));
            }
        }
        return filters;
    }

    private SnapshotConfig snapshot(YamlSection section) {
        SnapshotConfig snapshot = new SnapshotConfig(
                section.choice("mode", SnapshotConfig.DEFAULT.mode()),
                section.optional("every", duration(Duration.ofSeconds(1), Duration.ofDays(366))),
                section.integer("parallelism", SnapshotConfig.DEFAULT.parallelism(), 1, 64),
                section.integer("chunk_rows", SnapshotConfig.DEFAULT.chunkRows(), 1, 1_000_000_000),
                section.list("skip", SnapshotConfig.DEFAULT.skip(), ConfigReader::tableGlob));
        if (snapshot.streams() == (snapshot.every() != null)) {
            section.problem(
                    snapshot.streams() ? "every" : "mode",
                    "mode snapshot_only and every belong together, as in { mode: snapshot_only, every: 6h }");
        }
        close(section, "sources.<name>.snapshot");
        return snapshot;
    }

    private TypesConfig types(YamlSection section) {
        TypesConfig types = TypesConfig.read(section);
        close(section, "sources.<name>.types");
        return types;
    }

    private Destination destination(YamlSection section) {
        Destination destination = new Destination(
                section.value("catalog", Destination.DEFAULT.catalog(), ConfigReader::template),
                section.value("schema", Destination.DEFAULT.schema(), ConfigReader::template));
        close(section, "sources.<name>.destination");
        return destination;
    }

    private StagingConfig staging(YamlSection section) {
        URI uri = section.optional("uri", ConfigReader::stagingRoot);
        if (!section.has("uri")) {
            section.problem("uri", "is required, for example file:///var/lib/headgate/staging");
        }
        FlushConfig flush = flush(section.section("flush"));
        Compression compression = section.choice("compression", Compression.ZSTD);
        StagingConfig staging = new StagingConfig(
                uri == null ? URI.create("file:///") : uri,
                flush,
                compression,
                section.integer("compression_level", 1, 1, MAX_ZSTD_LEVEL),
                section.value(
                        "retention",
                        StagingConfig.DEFAULT_RETENTION,
                        duration(Duration.ofSeconds(1), Duration.ofDays(36_500))),
                section.value("min_free", StagingConfig.DEFAULT_MIN_FREE_BYTES, DataSize::parse));
        if (section.has("compression_level") && compression != Compression.ZSTD) {
            section.problem("compression_level", "only zstd has levels; remove this key");
        }
        close(section, "staging");
        return staging;
    }

    private FlushConfig flush(YamlSection section) {
        FlushConfig flush = new FlushConfig(
                section.value(
                        "max_age", FlushConfig.DEFAULT.maxAge(), duration(Duration.ofMillis(10), Duration.ofHours(1))),
                section.value("max_bytes", FlushConfig.DEFAULT.maxBytes(), atLeast(DataSize.mebibytes(1))),
                section.value("wal_budget", FlushConfig.DEFAULT.walBudget(), atLeast(DataSize.mebibytes(1))),
                section.integer("small_table_files", FlushConfig.DEFAULT.smallTableFiles(), 1, 100_000));
        close(section, "staging.flush");
        return flush;
    }

    private AdminConfig admin(YamlSection section) {
        boolean enabled = section.truth("enabled", true);
        String listen = section.value("listen", "127.0.0.1:8480", ConfigReader::listen);
        Matcher matcher = LISTEN.matcher(listen);
        List<String> allowedHosts = section.list("allowed_hosts", List.of(), Function.identity());
        Secret token = section.optional("token", ConfigReader::token);
        AdminTls tls = adminTls(section, section.section("tls"));
        close(section, "admin");
        if (!matcher.matches()) {
            return AdminConfig.DEFAULT;
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int port = Integer.parseInt(matcher.group(3));
        return new AdminConfig(enabled, String.valueOf(host), port, allowedHosts, token, tls);
    }

    private @Nullable AdminTls adminTls(YamlSection admin, YamlSection section) {
        Path certificate = section.optional("certificate", ConfigReader::readableFile);
        Path key = section.optional("key", ConfigReader::readableFile);
        if (admin.has("tls") && !(section.has("certificate") && section.has("key"))) {
            admin.problem("tls", "certificate and key are both required");
        }
        close(section, "admin.tls");
        return certificate == null || key == null ? null : new AdminTls(certificate, key);
    }

    private Map<String, NotificationConfig> notifications(YamlSection section) {
        Map<String, NotificationConfig> notifications = new LinkedHashMap<>();
        for (String name : section.names()) {
            checkName(section, name);
            YamlSection entry = section.section(name);
            NotificationConfig notification = NotificationReader.read(name, entry);
            if (notification != null) {
                notifications.put(name, notification);
            }
            close(entry, "notifications.<name>");
        }
        return notifications;
    }

    private LoggingConfig logging(YamlSection section) {
        LoggingConfig logging = new LoggingConfig(
                section.choice("level", LoggingConfig.DEFAULT.level()),
                section.choice("format", LoggingConfig.DEFAULT.format()));
        close(section, "logging");
        return logging;
    }

    private MemoryConfig memory(YamlSection section) {
        MemoryConfig byHeap = MemoryConfig.ofHeap(Runtime.getRuntime().maxMemory());
        MemoryConfig memory =
                new MemoryConfig(section.value("buffers", byHeap.buffers(), atLeast(DataSize.mebibytes(8))));
        close(section, "memory");
        return memory;
    }

    private void close(YamlSection section, String path) {
        section.asked().forEach(key -> knownPaths.add(path.isEmpty() ? key : path + "." + key));
        section.close();
    }

    private static void checkName(YamlSection section, String name) {
        if (!NAME.matcher(name).matches()) {
            section.problem(name, "'" + name + "' is not a name; use 1 to 63 of a-z, 0-9, _ and -");
        }
    }

    private static Function<String, Duration> duration(Duration min, Duration max) {
        return text -> {
            Duration duration = DurationText.parse(text);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new IllegalArgumentException("'" + text + "' is out of range; write " + DurationText.format(min)
                        + " to " + DurationText.format(max));
            }
            return duration;
        };
    }

    private static Function<String, DataSize> atLeast(DataSize min) {
        return text -> {
            DataSize size = DataSize.parse(text);
            if (size.bytes() < min.bytes()) {
                throw new IllegalArgumentException("'" + text + "' is too small; write at least " + min);
            }
            return size;
        };
    }

    private static String slot(String text) {
        if (!SLOT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' cannot name a slot; use 1 to 63 of a-z, 0-9 and _");
        }
        return text;
    }

    private static String identifier(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_IDENTIFIER_BYTES) {
            throw new IllegalArgumentException(
                    "'" + text + "' has " + bytes + " bytes; PostgreSQL's names have 1 to 63");
        }
        return text;
    }

    private static String prefix(String text) {
        if (!PREFIX.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a prefix; use 1 to 32 of letters, digits and _");
        }
        return text;
    }

    private static String tableGlob(String text) {
        return TablePattern.parse(text).text();
    }

    private static String template(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty; write a name, or a template such as {database}");
        }
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            if (!PLACEHOLDERS.contains(matcher.group())) {
                throw new IllegalArgumentException("'" + matcher.group() + "' stands for nothing; known are {source},"
                        + " {database} and {schema}");
            }
        }
        return text;
    }

    private static URI stagingRoot(String text) {
        String expected = "write an absolute path, as in file:///var/lib/headgate/staging";
        try {
            // Path.toUri() appends a slash to what is a directory at this moment.
            String uri = Path.of(URI.create(text)).normalize().toUri().toString();
            return URI.create(uri.replaceFirst("(?<=[^/])/$", ""));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException("'" + text + "' is not a local directory; " + expected, e);
        }
    }

    /** The text is not repeated in the problem: it is a secret. */
    private static Secret token(String text) {
        if (text.strip().length() < AdminConfig.MIN_TOKEN_LENGTH) {
            throw new IllegalArgumentException("is shorter than " + AdminConfig.MIN_TOKEN_LENGTH
                    + " characters; make one with: openssl rand -hex 32");
        }
        return new Secret(text.strip());
    }

    private static String listen(String text) {
        Matcher matcher = LISTEN.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
            throw new IllegalArgumentException("'" + text + "' is not an address and a port, as in 127.0.0.1:8480");
        }
        return text;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a path", e);
        }
    }

    private static Path readableFile(String text) {
        Path file = path(text);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("file " + text + " cannot be read; check its name and permissions");
        }
        return file;
    }
}
