package dev.headgate.gateway.lakeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PastedJsonTest {
    private final List<String> notes = new ArrayList<>();

    @Test
    void sound_json_is_read_without_a_word() {
        assertThat(read("{\"a\": [1, true, null, \"x // y # \\\" , “z”\"], \"b\": {}}"))
                .isEqualTo("{\"a\":[1,true,null,\"x // y # \\\" , “z”\"],\"b\":{}}");
        assertThat(notes).isEmpty();
    }

    @Test
    void quotes_of_a_word_processor_are_quotes() {
        assertThat(read("{“a”: „b“,\n\"c”:\n“d\"}")).isEqualTo("{\"a\":\"b\",\"c\":\"d\"}");
        assertThat(notes).containsExactly("f: 6 typographic quotes were read as plain ones");
    }

    @Test
    void commas_are_put_where_they_lack_and_taken_where_they_are_too_many() {
        assertThat(read("{\"a\": {\"b\": 1}\n\"c\": [1\n2, \"x\" \"y\",],\n\"d\": 1}"))
                .isEqualTo("{\"a\":{\"b\":1},\"c\":[1,2,\"x\",\"y\"],\"d\":1}");
        assertThat(notes)
                .containsExactly(
                        "f:1: a missing comma was put at the end of this line",
                        "f:2: a missing comma was put at the end of this line",
                        "f:3: a missing comma was put at the end of this line",
                        "f:3: a comma before a closing bracket was left out");
    }

    @Test
    void comments_and_the_command_below_are_left_out() {
        assertThat(read("// one\n{ /* two\n */ \"a\": 1 # three\n}databricks pipelines create --json f"))
                .isEqualTo("{\"a\":1}");
        assertThat(notes)
                .containsExactly(
                        "f:1: a comment was left out",
                        "f:2: a comment was left out",
                        "f:3: a comment was left out",
                        "f:4: the text after the definition was left out");
    }

    @Test
    void what_is_not_repaired_is_refused_with_its_line_and_without_its_text() {
        for (String wrong :
                List.of("{\"a\": 1,\n\"a\": 2}", "{\"a\"\n: geheim}", "{\"a\": 1,\n", "{\n\"a\": \"geheim")) {
            assertThatThrownBy(() -> read(wrong))
                    .as(wrong)
                    .hasMessageContaining("f:2: this is not JSON")
                    .hasMessageNotContaining("geheim");
        }
    }

    private String read(String text) {
        return PastedJson.read("f", text, notes).toString();
    }
}
