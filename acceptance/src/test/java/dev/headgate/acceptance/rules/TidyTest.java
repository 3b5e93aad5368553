package dev.headgate.acceptance.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sources and documents look like, as far as no other tool checks it. */
final class TidyTest {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".vscode");
    private static final Set<String> TEXT = Set.of("java", "md", "xml", "yaml", "yml", "sh", "sql", "json", "service");
    // In pieces, so that this file is tidy itself.
    private static final Pattern MARKER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern TEST_SWITCHED_OFF = Pattern.compile("@Dis" + "abled|assume(True|False|That)\\(");
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .resolve("..")
            .normalize();

    @Test
    void java_sources_are_tidy() throws IOException {
        List<String> untidy = new ArrayList<>();
        for (Path file : files(ROOT, "java")) {
            untidy.addAll(SourceFile.untidy(file));
        }
        assertThat(untidy).isEmpty();
    }

    @Test
    void no_file_holds_a_marker_of_unfinished_work() throws IOException {
        assertThat(linesThatMatch(MARKER, TEXT)).isEmpty();
    }

    @Test
    void no_test_is_switched_off() throws IOException {
        assertThat(linesThatMatch(TEST_SWITCHED_OFF, Set.of("java"))).isEmpty();
    }

    @Test
    void every_markdown_file_has_exactly_one_title() throws IOException {
        List<String> untidy = new ArrayList<>();
        for (Path file : files(ROOT, "md")) {
            long titles = titles(Files.readString(file));
            if (titles != 1) {
                untidy.add(file + " has " + titles + " titles");
            }
        }
        assertThat(untidy).isEmpty();
    }

    @Test
    void every_package_says_what_it_is_and_is_null_marked() throws IOException {
        Set<String> untidy = new TreeSet<>();
        for (Path file : files(ROOT, "java")) {
            Path packageInfo = file.resolveSibling("package-info.java");
            if (file.toString().contains("/src/main/")
                    && (!Files.exists(packageInfo)
                            || !Files.readString(packageInfo).contains("@NullMarked")
                            || !Files.readString(packageInfo).startsWith("/**"))) {
                untidy.add(packageInfo + " is missing, has no first sentence or no @NullMarked");
            }
        }
        assertThat(untidy).isEmpty();
    }

    @Test
    void untidy_sources_are_noticed(@TempDir Path directory) throws IOException {
        Path source =
                Files.createDirectories(directory.resolve("src/main/java")).resolve("RowHelper.java");
        Files.writeString(
                source,
                "class RowHelper {\n void m() {" + "\n".repeat(80)
                        + " System.out.println(1); assert true; Thread.sleep(1);\n }\n}\n" + "\n".repeat(600)
                        + "interface A {}");
        assertThat(String.join("\n", SourceFile.untidy(source)))
                .contains("RowHelper says nothing")
                .contains("method m has 82 lines")
                .contains("RowHelper.java:82: System.out")
                .contains("assert is switched off")
                .contains("a file of 685 lines");
        Path test = Files.createDirectories(directory.resolve("src/test/java")).resolve("RowTest.java");
        Files.writeString(test, "class RowTest {\n void m() { Thread.sleep(1); } }");
        assertThat(SourceFile.untidy(test)).singleElement().asString().contains("RowTest.java:2: Thread.sleep");
        assertThat(titles("# One\n```\n# comment\n```\n## Two\n")).isEqualTo(1);
        assertThat(titles("# One\n# Two\n")).isEqualTo(2);
    }

    private static long titles(String markdown) {
        boolean code = false;
        long titles = 0;
        for (String line : markdown.split("\n", -1)) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code && line.startsWith("# ")) {
                titles++;
            }
        }
        return titles;
    }

    private static List<String> linesThatMatch(Pattern pattern, Set<String> extensions) throws IOException {
        List<String> found = new ArrayList<>();
        for (String extension : extensions) {
            for (Path file : files(ROOT, extension)) {
                List<String> lines = Files.readAllLines(file);
                for (int index = 0; index < lines.size(); index++) {
                    if (pattern.matcher(lines.get(index)).find()) {
                        found.add(file + ":" + (index + 1) + ": "
                                + lines.get(index).strip());
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> files(Path root, String extension) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(directory.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.getFileName().toString().endsWith("." + extension)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
