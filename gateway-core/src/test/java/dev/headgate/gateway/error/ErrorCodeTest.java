package dev.headgate.gateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "errors.md");
    private static final Set<Integer> EXIT_CODES = Set.of(64, 69, 70, 74, 77, 78, 80, 81, 82, 83);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every_code_has_a_remedy_and_a_section_that_says_the_same(ErrorCode code) throws IOException {
        assertThat(code.remedy()).hasSizeGreaterThan(20).matches("[A-Z].*");
        assertThat(EXIT_CODES).contains(code.exitCode());
        assertThat(sections().get(code.id() + " " + code.name()))
                .as("section of %s", code)
                .isNotNull()
                .contains("- Exit code: " + code.exitCode() + "\n", "- What to do: " + code.remedy() + "\n")
                .contains(
                        switch (code.retry()) {
                            case RECONNECT -> "tries again by itself, with jittered, growing pauses, for ever";
                            case RECONNECT_SLOWLY -> "tries again by itself, rarely, for ever";
                            case QUARANTINE -> "the table is errored and left out until it is refreshed";
                            case HALT -> "The source halts until an operator acts";
                            case EXIT -> "The process ends";
                        });
    }

    @Test
    void the_document_has_no_section_of_a_code_that_does_not_exist() throws IOException {
        List<String> codes = Arrays.stream(ErrorCode.values())
                .map(code -> code.id() + " " + code.name())
                .toList();
        assertThat(sections().keySet()).containsExactlyElementsOf(codes);
    }

    @Test
    void identifiers_are_unique() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::id)).doesNotHaveDuplicates();
    }

    private static Map<String, String> sections() throws IOException {
        return Pattern.compile("(?m)^### ")
                .splitAsStream(Files.readString(DOCUMENT))
                .skip(1)
                .collect(Collectors.toMap(
                        section -> section.substring(0, section.indexOf('\n')),
                        section -> section,
                        (first, second) -> first + second,
                        LinkedHashMap::new));
    }
}
