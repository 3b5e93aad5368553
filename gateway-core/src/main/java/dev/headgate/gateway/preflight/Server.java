package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.ReplicationSlot;
import dev.headgate.gateway.source.ReplicationSlots;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source's server as the checks see it: facts that several of them need are read once, when it is opened. Used by one
 * thread.
 */
final class Server {
    /** By name: some others may not be looked at by everybody. */
    private static final String PARAMETERS = """
            SELECT name, current_setting(name), setting, source FROM pg_settings
            WHERE name IN ('wal_level', 'effective_wal_level', 'max_replication_slots', 'max_wal_senders',
                           'max_connections', 'superuser_reserved_connections', 'max_slot_wal_keep_size',
                           'idle_replication_slot_timeout', 'max_wal_size', 'wal_sender_timeout',
                           'idle_session_timeout', 'transaction_timeout',
                           'server_encoding', 'logical_decoding_work_mem', 'output_plugin_libraries', 'synchronized_standby_slots', 'ssl')""";

    private final SourceConfig source;
    private final ControlSession control;
    private final Clock clock;
    private final Set<String> configuredSlots;
    private final boolean staged;
    private final Platform platform;
    private final Map<String, Parameter> parameters = new HashMap<>();
    private final List<ReplicationSlot> slots;

    /** A server parameter with its value as SHOW prints it, and where the value comes from ({@code pg_settings.source}). */
    record Parameter(String name, String value, String setting, String origin) {
        /** The value in the parameter's base unit. */
        long number() {
            return Long.parseLong(setting);
        }
    }

    /**
     * @param configuredSlots names of the slots of all sources of the configuration
     * @param staged changes of the source are staged already
     */
    Server(SourceConfig source, ControlSession control, Clock clock, Set<String> configuredSlots, boolean staged) {
        this.source = source;
        this.control = control;
        this.clock = clock;
        this.configuredSlots = Set.copyOf(configuredSlots);
        this.staged = staged;
        this.platform = Platform.detect(control);
        control.rows(PARAMETERS).forEach(row -> {
            String name = String.valueOf(row.get(0));
            parameters.put(
                    name,
                    new Parameter(
                            name, String.valueOf(row.get(1)), String.valueOf(row.get(2)), String.valueOf(row.get(3))));
        });
        this.slots = new ReplicationSlots(control).all();
    }

    SourceConfig source() {
        return source;
    }

    ControlSession control() {
        return control;
    }

    Clock clock() {
        return clock;
    }

    Platform platform() {
        return platform;
    }

    int majorVersion() {
        return control.majorVersion();
    }

    Set<String> configuredSlots() {
        return configuredSlots;
    }

    /** Whether changes of the source are staged already: then what is missing on the server is a gap. */
    boolean isStaged() {
        return staged;
    }

    /** All slots of the server. */
    List<ReplicationSlot> slots() {
        return slots;
    }

    /** The source's own slot; null when it does not exist. */
    @Nullable
    ReplicationSlot ownSlot() {
        return slots.stream()
                .filter(slot -> slot.name().equals(source.slot()))
                .findFirst()
                .orElse(null);
    }

    Catalog catalog() {
        return new Catalog(control);
    }

    PublicationSetup publicationSetup() {
        return new PublicationSetup(source, control);
    }

    /** The parameter of that name; null where this version has none. */
    @Nullable
    Parameter parameter(String name) {
        return parameters.get(name);
    }

    /** A parameter that every supported version has. */
    Parameter known(String name) {
        Parameter parameter = parameter(name);
        if (parameter == null) {
            throw new IllegalStateException("PostgreSQL without parameter " + name);
        }
        return parameter;
    }

    /** The first value of a query's only row, as text. */
    String value(String sql, String... arguments) {
        return String.valueOf(control.rows(sql, arguments).get(0).get(0));
    }

    /** The source's role as an SQL identifier. */
    String role() {
        return Identifiers.quote(source.connection().user());
    }

    /** Steps that set a parameter for this source's sessions, which take effect at a reload. */
    List<Remedy> set(Parameter parameter, String value) {
        return switch (parameter.origin()) {
            case "user" -> List.of(Remedy.sql("ALTER ROLE " + role() + " RESET " + parameter.name() + ";"));
            case "database" ->
                List.of(Remedy.sql(
                        "ALTER DATABASE " + Identifiers.quote(source.database()) + " RESET " + parameter.name() + ";"));
            case "database user" ->
                List.of(Remedy.sql("ALTER ROLE " + role() + " IN DATABASE " + Identifiers.quote(source.database())
                        + " RESET " + parameter.name() + ";"));
            default -> platform.setAtReload(parameter.name(), value);
        };
    }
}
