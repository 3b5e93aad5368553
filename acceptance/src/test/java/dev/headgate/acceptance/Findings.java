package dev.headgate.acceptance;

import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.StagedStateException;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Everything that the judges of a site have to say against it, as text instead of as a failed assertion. */
final class Findings {

    private Findings() {}

    /** What poller, commit log and oracle find; empty if the staged state equals the source. */
    static List<String> of(Site site) {
        List<String> findings = new ArrayList<>(ofSlot(site));
        findings.addAll(ofStagedState(site));
        return findings;
    }

    /** The same without the poller. */
    static List<String> ofStagedState(Site site) {
        return ofStagedState(site, site.server());
    }

    /** The same, where the tables of another server are what should have been staged. */
    static List<String> ofStagedState(Site site, EmbeddedServer server) {
        List<String> findings = new ArrayList<>();
        site.log().problems().forEach(problem -> findings.add("commit log: " + problem));
        try (StagedState state = StagedState.read(site.config().stagingRoot(), Site.SOURCE, OracleOptions.strict());
                Connection source = server.connect(site.database())) {
            state.problems().forEach(problem -> findings.add("oracle: " + problem));
            new SourceComparison(state)
                    .compare(source, SourceComparison.publishedTables(source, site.publication())).stream()
                            .filter(table -> !table.equal())
                            .map(TableComparison::toString)
                            .forEach(table -> findings.add("oracle: " + table));
        } catch (StagedStateException e) {
            findings.add("oracle: " + e.getMessage());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return findings;
    }

    /** What the poller finds. */
    static List<String> ofSlot(Site site) {
        return site.poller().violations().stream()
                .map(violation -> "slot poller: " + violation)
                .toList();
    }

    /** A finding if a gateway ended otherwise than it should. */
    static List<String> ofExit(GatewayOutcome outcome, int expected) {
        return outcome.exitCode() == expected
                ? List.of()
                : List.of("exit code " + outcome.exitCode() + " instead of " + expected + ": " + outcome.output());
    }
}
