package dev.headgate.gateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GatewayExceptionTest {
    @Test
    void report_says_what_happened_where_and_what_to_do_but_not_what_the_cause_says() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("source", "shop");
        facts.put("slot", "headgate_shop");
        facts.put("lsn", "16/B374D848");
        GatewayException failure = new GatewayException(
                ErrorCode.SLOT_MISSING,
                "The replication slot does not exist",
                facts,
                new IOException("Key (email)=(a@b.c) already exists"));

        assertThat(failure.report()).isEqualTo("""
                        HG-3002 SLOT_MISSING: The replication slot does not exist
                          source: shop
                          slot: headgate_shop
                          lsn: 16/B374D848
                          what to do: Changes after 16/B374D848 cannot be read any more. Find out who dropped slot headgate_shop, \
                        then accept the gap and start a new epoch with: headgate accept-lineage shop""");
        assertThat(failure).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void a_fact_that_is_missing_is_shown_as_its_name_and_can_be_added_by_a_caller() {
        GatewayException bare = new GatewayException(ErrorCode.STAGING_FULL, "No space is left", Map.of());

        assertThat(bare.remedy()).contains("the volume of <file>,");
        assertThat(bare.with("file", "/data/$1").remedy()).contains("the volume of /data/$1,");
        assertThat(bare.with("file", "/data").getStackTrace()).isEqualTo(bare.getStackTrace());
    }
}
