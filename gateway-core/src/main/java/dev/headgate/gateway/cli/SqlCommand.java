package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.preflight.Platform;
import dev.headgate.gateway.preflight.SetupSql;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.DdlTracking;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.ServerConnections;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate sql}: what a database administrator has to run, for psql. */
@Command(
        name = "sql",
        description = {
            "Prints what a database administrator runs for a source, for psql. Runs nothing.",
            "grants: the role and what it may see. publication: the publications for the tables that are there now; asks the"
                    + " server for them. slot: the slot. ddl-tracking: an event trigger that tells the gateway of DDL in order, optional."
                    + " cleanup: takes everything away again."
        })
final class SqlCommand implements Callable<Integer> {
    /** What is printed. */
    enum Part {
        GRANTS,
        PUBLICATION,
        SLOT,
        DDL_TRACKING,
        CLEANUP;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            index = "0",
            paramLabel = "PART",
            completionCandidates = Parts.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Part part = Part.GRANTS;

    @Parameters(index = "1", paramLabel = "SOURCE", description = "Name of the source.")
    private String name = "";

    @Option(
            names = "--flavor",
            paramLabel = "PLATFORM",
            defaultValue = "plain",
            converter = PlatformName.class,
            completionCandidates = PlatformNames.class,
            description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Platform platform = Platform.PLAIN;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException {
        SourceConfig source = ConfigOption.source(config.load(), name);
        SetupSql sql = SetupSql.of(source, platform);
        spec.commandLine()
                .getOut()
                .print(
                        switch (part) {
                            case GRANTS -> sql.grants();
                            case PUBLICATION -> publication(source);
                            case SLOT -> sql.slot();
                            case DDL_TRACKING -> DdlTracking.install();
                            case CLEANUP -> sql.cleanup();
                        });
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static String publication(SourceConfig source) {
        try (ControlSession control = new ControlSession(source, new ServerConnections(source))) {
            List<String> statements = new PublicationSetup(source, control).createStatements();
            return String.join(";\n", statements) + ";\n";
        }
    }

    /** The parts as they are written. */
    static final class Parts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Part.values()).map(Part::toString).iterator();
        }
    }
}
