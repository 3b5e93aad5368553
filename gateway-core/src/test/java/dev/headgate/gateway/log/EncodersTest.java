package dev.headgate.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class EncodersTest {
    private static final String VALUE = "Key (email)=(a@b.c) already exists";

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void give_the_context_its_diagnostic_context() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void a_json_line_has_time_level_source_message_and_typed_fields() throws Exception {
        LoggingEvent event = event(Level.INFO, "sealed \"file\"\n", null);
        event.setMDCPropertyMap(Map.of("source", "shop"));
        event.addKeyValuePair(new KeyValuePair("event", "file_sealed"));
        event.addKeyValuePair(new KeyValuePair("rows", 17L));
        event.addKeyValuePair(new KeyValuePair("level", "x"));

        String line = json(event, false);

        assertThat(line)
                .isEqualTo(
                        "{\"ts\":\"2026-11-20T10:00:00.123Z\",\"level\":\"INFO\",\"logger\":\"test\",\"source\":\"shop\","
                                + "\"event\":\"file_sealed\",\"rows\":17,\"field_level\":\"x\",\"msg\":\"sealed \\\"file\\\"\\n\"}\n");
    }

    @Test
    void a_known_failure_has_code_facts_and_remedy_but_no_stack_and_no_text_of_its_causes() throws Exception {
        String line = json(event(Level.ERROR, "halted", knownFailure()), false);

        JsonNode error = new ObjectMapper().readTree(line).get("error");
        assertThat(error.get("code").asText()).isEqualTo("HG-3003");
        assertThat(error.get("name").asText()).isEqualTo("SLOT_LOST");
        assertThat(error.get("fact_slot").asText()).isEqualTo("s1");
        assertThat(error.get("remedy").asText()).contains("pg_drop_replication_slot('s1')");
        assertThat(error.get("sqlstate").asText()).isEqualTo("55000");
        assertThat(error.get("causes").get(0).asText()).isEqualTo("java.sql.SQLException");
        assertThat(error.has("stack")).isFalse();
        assertThat(line).doesNotContain("a@b.c");
    }

    @Test
    void the_stack_is_written_at_debug_and_for_what_nobody_expected_without_messages() throws Exception {
        String debug = json(event(Level.ERROR, "halted", knownFailure()), true);
        String bug = json(event(Level.ERROR, "failed", new IllegalStateException(VALUE)), false);

        assertThat(debug)
                .contains("EncodersTest.knownFailure")
                .contains("caused by java.sql.SQLException")
                .doesNotContain("a@b.c");
        assertThat(bug).contains("java.lang.IllegalStateException\\n    at ").doesNotContain("a@b.c");
    }

    @Test
    void a_text_line_shows_source_fields_and_the_report_and_cannot_be_forged() {
        LoggingEvent event = event(Level.ERROR, "halted\n2026 forged", knownFailure());
        event.setMDCPropertyMap(Map.of("source", "shop"));
        event.addKeyValuePair(new KeyValuePair("entry", 5));
        TextEncoder encoder = new TextEncoder(false);

        assertThat(new String(encoder.encode(event), StandardCharsets.UTF_8))
                .startsWith("""
                        2026-11-20 10:00:00.123Z ERROR [shop] halted?2026 forged entry=5
                            HG-3003 SLOT_LOST: The server removed WAL
                              slot: s1
                              what to do: Changes after <lsn> cannot be read any more.""")
                .endsWith("\n      sqlstate: 55000\n");
    }

    @Test
    void a_failure_that_causes_itself_ends() throws Exception {
        Exception one = new Exception();
        Exception two = new Exception(one);
        one.initCause(two);
        assertThat(json(event(Level.ERROR, "x", one), true)).endsWith("}\n");
    }

    private static GatewayException knownFailure() {
        return new GatewayException(
                ErrorCode.SLOT_LOST, "The server removed WAL", Map.of("slot", "s1"), new SQLException(VALUE, "55000"));
    }

    private static String json(LoggingEvent event, boolean stacks) throws IOException {
        String line = new String(new JsonLineEncoder(stacks).encode(event), StandardCharsets.UTF_8);
        assertThat(new ObjectMapper().readTree(line).isObject()).isTrue();
        return line;
    }

    private LoggingEvent event(Level level, String message, @Nullable Throwable failure) {
        LoggingEvent event =
                new LoggingEvent("fqcn", context.getLogger("test"), level, message, failure, new Object[0]);
        event.setInstant(Instant.parse("2026-11-20T10:00:00.123Z"));
        return event;
    }
}
