package dev.headgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Alert rules and dashboard against the metrics and runbooks that exist. The rules' own tests are promtool's. */
final class MonitoringFilesTest {
    private static final Path DIRECTORY = Path.of("..", "deploy", "src", "monitoring");
    private static final Pattern METRIC = Pattern.compile("headgate_\\w+");
    private static final Pattern LABEL = Pattern.compile("(headgate_\\w+)\\{([^}]*)}");

    @Test
    void every_metric_that_an_alert_names_exists() throws Exception {
        List<Map<?, ?>> alerts = alerts();
        assertThat(alerts).hasSizeGreaterThan(10);
        for (Map<?, ?> alert : alerts) {
            assertNamesExist(String.valueOf(alert.get("alert")), String.valueOf(alert.get("expr")));
        }
    }

    @Test
    void every_alert_leads_to_a_runbook_that_exists() throws Exception {
        Set<String> anchors = Pattern.compile("(?m)^##+ (.+)$")
                .matcher(Files.readString(Path.of("..", "docs", "runbooks.md")))
                .results()
                .map(heading -> anchor(heading.group(1)))
                .collect(Collectors.toSet());
        for (Map<?, ?> alert : alerts()) {
            String runbook = String.valueOf(map(alert.get("annotations")).get("runbook"));
            assertThat(runbook).as(String.valueOf(alert.get("alert"))).startsWith("docs/runbooks.md#");
            assertThat(anchors).contains(runbook.substring(runbook.indexOf('#') + 1));
        }
    }

    @Test
    void every_alert_is_tested() throws Exception {
        String tests = Files.readString(DIRECTORY.resolve("headgate-alerts-test.yaml"));
        assertThat(alerts()).allSatisfy(alert -> assertThat(tests).contains("alertname: " + alert.get("alert") + "\n"));
    }

    @Test
    void every_metric_that_the_dashboard_names_exists() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(DIRECTORY.resolve("headgate-dashboard.json").toFile());
        List<String> queries = dashboard.findValuesAsText("expr");
        assertThat(queries).hasSizeGreaterThan(15);
        for (String query : queries) {
            assertNamesExist("dashboard", query);
        }
    }

    private static void assertNamesExist(String where, String query) throws Exception {
        Map<String, Set<String>> labels = scrapedLabels();
        List<String> names =
                METRIC.matcher(query).results().map(MatchResult::group).toList();
        if (!query.startsWith("up{")) {
            assertThat(names).as(where + ": " + query).isNotEmpty();
        }
        assertThat(labels.keySet()).as(where + ": " + query).containsAll(names);
        LABEL.matcher(query).results().forEach(use -> {
            for (String matcher : use.group(2).split(",\\s*", -1)) {
                assertThat(labels.get(use.group(1)))
                        .as(where + ": " + use.group())
                        .contains(matcher.replaceAll("[=!~].*", ""));
            }
        });
    }

    /** Every series with its labels, as Prometheus sees them. */
    private static Map<String, Set<String>> scrapedLabels() {
        GatewayMetrics metrics = new GatewayMetrics("1");
        ScrapedMetrics.touchAll(metrics);
        Map<String, Set<String>> labels = new TreeMap<>();
        metrics.scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String name = line.replaceAll("[{ ].*", "");
            Set<String> known = labels.computeIfAbsent(name, absent -> new TreeSet<>());
            Pattern.compile("(\\w+)=\"").matcher(line).results().forEach(label -> known.add(label.group(1)));
        });
        return labels;
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        Object file = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(DIRECTORY.resolve("headgate-alerts.yaml")));
        List<Map<?, ?>> alerts = new ArrayList<>();
        for (Object group : list(file, "groups")) {
            for (Object rule : list(group, "rules")) {
                alerts.add((Map<?, ?>) rule);
            }
        }
        return alerts;
    }

    private static List<?> list(Object map, String key) {
        return map(map).get(key) instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The anchor that Git forges make of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }
}
