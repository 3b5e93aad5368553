package dev.headgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdentifiersTest {
    @Test
    void a_quote_in_a_name_is_doubled() {
        assertThat(Identifiers.quote("a\"; DROP TABLE b; --")).isEqualTo("\"a\"\"; DROP TABLE b; --\"");
        assertThat(Identifiers.qualified("s.1", "T")).isEqualTo("\"s.1\".\"T\"");
    }

    @Test
    void a_literal_means_the_same_under_any_setting_of_standard_conforming_strings() {
        assertThat(Identifiers.literal("it's")).isEqualTo("'it''s'");
        assertThat(Identifiers.literal("a\\'b")).isEqualTo("E'a\\\\''b'");
    }

    @Test
    void publication_names_are_a_list_of_quoted_identifiers() {
        assertThat(Identifiers.publicationNames(List.of("p", "a,b"))).isEqualTo("\"p\",\"a,b\"");
    }
}
