package dev.headgate.staging.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathElementTest {
    @ParameterizedTest
    @CsvSource({
        "orders_2024-q1, orders_2024-q1",
        "Orders, Orders",
        "CON, CON",
        "a/b, a%2Fb",
        "a%2Fb, a%252Fb",
        "../../etc, %2E%2E%2F%2E%2E%2Fetc",
        ".., %2E%2E",
        "., %2E",
        "'', %",
        "%, %25",
        "k=v, k%3Dv",
        "'a b', a%20b",
        "a\\b, a%5Cb",
        "\u00e9\u20ac, %C3%A9%E2%82%AC",
    })
    void name_becomes_one_plain_path_element(String name, String element) {
        assertThat(PathElement.encode(name)).isEqualTo(element);
    }

    @Test
    void case_twins_stay_apart() {
        assertThat(PathElement.encode("orders")).isNotEqualTo(PathElement.encode("Orders"));
    }

    @Test
    void longest_identifier_in_the_widest_characters_is_not_cut() {
        String name = "\uD83D\uDE00".repeat(15) + "abc"; // 63 bytes
        assertThat(PathElement.encode(name))
                .isEqualTo("%F0%9F%98%80".repeat(15) + "abc")
                .hasSizeLessThan(200);
    }

    @Test
    void longer_names_are_cut_between_characters_and_stay_apart() {
        String name = "\u20AC".repeat(100);
        String one = PathElement.encode(name + "1");
        String two = PathElement.encode(name + "2");
        assertThat(one)
                .hasSizeLessThanOrEqualTo(200)
                .matches("(%E2%82%AC)+%~[0-9a-f]{63}")
                .isNotEqualTo(two);
    }

    @Test
    void different_names_give_different_plain_elements() {
        int[] alphabet = {'a', 'A', '.', '/', '%', '2', 'F', '~', 0, 0xE9, 0x20AC, 0x1F600, 0xD800, 0xDC00};
        Map<String, String> nameOf = new HashMap<>();
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(random.nextInt(20) == 0 ? 120 : 6); i > 0; i--) {
                name.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            String element = PathElement.encode(name.toString());
            assertThat(element).as("seed " + seed).matches("[A-Za-z0-9_%~-]{1,200}");
            String earlier = nameOf.put(element, name.toString());
            assertThat(earlier == null || earlier.contentEquals(name))
                    .as("seed " + seed)
                    .isTrue();
        }
    }

    @Test
    void hostile_names_stay_inside_the_root(@TempDir Path root) throws IOException {
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        List<String> names = List.of("../../etc", "..", ".", "", "/", "a/b", "~", "\n", "-rf", "CON", "x".repeat(5000));
        try (LocalStore store = new LocalStore(root)) {
            for (String name : names) {
                store.createIfAbsent(PathElement.encode(name) + "/f", content);
            }
            assertThat(store.list("")).hasSize(names.size());
        }
    }
}
