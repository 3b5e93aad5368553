package dev.headgate.ingest.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.log.LogPosition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A table's standstill in the progress file. */
final class StandstillJson {
    private static final ObjectMapper JSON = new JsonMapper();

    private StandstillJson() {}

    static ObjectNode encode(Standstill standstill) {
        ObjectNode node = JSON.createObjectNode();
        LogPosition at = standstill.at();
        if (at != null) {
            node.put("log_id", at.logId()).put("entry", at.entry()).put("commit_id", at.commitId());
        }
        node.put("resumes", standstill.resumes()).put("generation", standstill.generation());
        TableFailure failure = standstill.failure();
        if (failure != null) {
            node.set("failure", encode(failure, standstill.attempts(), standstill.nextAttempt()));
        }
        return node;
    }

    private static ObjectNode encode(TableFailure failure, int attempts, @Nullable Instant nextAttempt) {
        return JSON.createObjectNode()
                .put("code", failure.code().id())
                .put("name", failure.code().name())
                .put("what", failure.what())
                .put("remedy", failure.remedy())
                .put("at", failure.at().toString())
                .put("attempts", attempts)
                .put("next_attempt", nextAttempt == null ? null : nextAttempt.toString());
    }

    /** @throws IllegalArgumentException it is not what {@link #encode} writes */
    static Standstill decode(JsonNode node) {
        LogPosition at = node.has("entry")
                ? new LogPosition(
                        node.path("log_id").asText(),
                        node.path("entry").asLong(),
                        node.path("commit_id").asText())
                : null;
        long resumes = node.path("resumes").asLong();
        int generation = node.path("generation").asInt();
        JsonNode failure = node.path("failure");
        if (failure.isMissingNode()) {
            return new Standstill(at, null, 0, null, resumes, generation);
        }
        try {
            JsonNode next = failure.path("next_attempt");
            return new Standstill(
                    at,
                    new TableFailure(
                            IngestErrorCode.valueOf(failure.path("name").asText()),
                            failure.path("what").asText(),
                            failure.path("remedy").asText(),
                            Instant.parse(failure.path("at").asText())),
                    failure.path("attempts").asInt(),
                    next.isTextual() ? Instant.parse(next.asText()) : null,
                    resumes,
                    generation);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("the failure of a table has no time", e);
        }
    }
}
