package dev.headgate.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.staging.schema.TableName;
import org.junit.jupiter.api.Test;

final class TableGlobTest {
    private static final TableName ORDERS = new TableName("shop", "public", "orders.2026");

    private static boolean matches(String glob) {
        return new TableGlob(glob).matches(ORDERS);
    }

    @Test
    void a_pattern_names_schema_and_table_or_catalog_too() {
        assertThat(matches("public.orders.2026")).isTrue();
        assertThat(matches("shop.public.orders.2026")).isTrue();
        assertThat(matches("*")).isTrue();
        assertThat(matches("public.*")).isTrue();
        assertThat(matches("shop.*")).isTrue();
        assertThat(matches("*.orders.202?")).isTrue();
        assertThat(matches("public.orders")).isFalse();
        assertThat(matches("public.?")).isFalse();
        assertThat(matches("Public.*")).isFalse();
    }

    @Test
    void a_backslash_makes_the_next_character_plain() {
        assertThat(new TableGlob("public.a\\*b").matches(new TableName("c", "public", "a*b")))
                .isTrue();
        assertThat(new TableGlob("public.a\\*b").matches(new TableName("c", "public", "axb")))
                .isFalse();
    }

    @Test
    void what_names_no_table_is_refused() {
        assertThatThrownBy(() -> new TableGlob("orders")).hasMessageContaining("write schema.table");
        assertThatThrownBy(() -> new TableGlob("public.\\")).hasMessageContaining("backslash");
    }
}
