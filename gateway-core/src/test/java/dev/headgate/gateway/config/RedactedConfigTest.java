package dev.headgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedactedConfigTest {
    @Test
    void secrets_comments_and_user_names_in_addresses_are_gone_and_references_stay() {
        assertThat(RedactedConfig.of("""
                # former password: hunter1
                connections:
                  main: { host: db, password: hunter2, user: headgate }
                  other: { password: "${OTHER_PASSWORD}" }
                  third: { password: "${file:/run/pg-password}" }
                  fourth: { password: "${NAME:-hunter3}" }
                admin: { token: [hunter4] }
                hooks: [ { webhook: "https://hooks/hunter5" }, { at: "https://me:hunter6@host/x" } ]
                """))
                .doesNotContain("hunter")
                .contains("host: db", "user: headgate", "${OTHER_PASSWORD}", "${file:/run/pg-password}")
                .contains("https://***@host/x");
    }

    @Test
    void what_cannot_be_parsed_is_left_out() {
        assertThat(RedactedConfig.of("password: [hunter2")).doesNotContain("hunter2");
    }
}
