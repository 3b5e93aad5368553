package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart in deploy/helm, by Helm itself; no cluster. */
final class HelmChartTest {

    private static final Path CHART = Path.of("..", "deploy", "helm", "headgate");
    private static final Pattern CONFIG = Pattern.compile("(?m)^  headgate\\.yaml: \\|\\n((?:    .*\\n|\\n)+)");

    @TempDir
    private Path directory;

    @Test
    void helm_finds_nothing_to_complain_about() {
        LintResult result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
    }

    @Test
    void there_is_one_gateway_without_privileges_that_is_given_time_to_end() {
        String rendered = template().call();

        assertThat(rendered)
                .contains("kind: StatefulSet", "replicas: 1", "terminationGracePeriodSeconds: 45")
                .contains("runAsNonRoot: true", "readOnlyRootFilesystem: true", "drop: [ALL]")
                .contains("path: \"credentials/postgres-password\"", "volumeClaimTemplates:")
                .doesNotContain("<no value>");
    }

    @Test
    void an_existing_claim_takes_the_place_of_a_new_one() {
        String rendered = template().set("persistence.existingClaim", "mine").call();

        assertThat(rendered).contains("claimName: \"mine\"").doesNotContain("volumeClaimTemplates");
    }

    @Test
    void the_ingestion_is_a_container_of_its_own_and_only_when_it_is_asked_for() {
        assertThat(template().call()).doesNotContain("IngestMain");
        String rendered = template().set("ingest.enabled", "true").call();

        assertThat(rendered).contains("name: ingest", "@/opt/headgate/ingest-options", "dev.headgate.ingest.IngestMain");
        assertThat(rendered.split("readOnlyRootFilesystem: true", -1)).hasSize(3);
    }

    @Test
    void the_gateway_takes_the_configuration_that_the_chart_renders() throws Exception {
        Matcher config = CONFIG.matcher(template().call());
        assertThat(config.find()).isTrue();
        Path file = directory.resolve("headgate.yaml");
        Files.writeString(file, config.group(1).indent(-4));
        Files.writeString(Files.createDirectory(directory.resolve("credentials")).resolve("postgres-password"), "secret");

        GatewayOutcome outcome = new GatewayCommand(List.of("validate", "--config", file.toString())).toEnd();

        assertThat(outcome.output()).contains("valid; sources: shop");
        assertThat(outcome.exitCode()).isZero();
    }

    private static TemplateCommand template() {
        return new Helm(CHART).template().withName("cdc").withKubeVersion("1.30");
    }
}
