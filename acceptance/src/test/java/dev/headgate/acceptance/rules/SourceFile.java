package dev.headgate.acceptance.rules;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One Java source, parsed by the compiler's own parser, and what is untidy in it. */
final class SourceFile {

    private static final int METHOD_LINES_MAX = 70;
    // A list of cases is read line by line, not as a whole.
    private static final int TEST_METHOD_LINES_MAX = 150;
    private static final int MAIN_FILE_LINES_MAX = 600;
    private static final Pattern BANNED_NAME =
            Pattern.compile("(.*(Util|Utils|Helper|Helpers|Manager|Misc|Common|Impl)|I[A-Z][a-z].*Interface)");
    private static final List<String> CONSOLE_USERS = List.of(
            "dev/headgate/gateway/cli/",
            "dev/headgate/gateway/GatewayMain",
            "dev/headgate/quickstart/",
            "/benchmarks/");

    private final String name;
    private final List<String> untidy = new ArrayList<>();

    private SourceFile(Path file) {
        this.name = file.toString().replace('\\', '/');
    }

    /** What is untidy, each with file, line and rule. */
    static List<String> untidy(Path file) {
        SourceFile source = new SourceFile(file);
        source.parse(file);
        return source.untidy;
    }

    private void parse(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, diagnostic -> {}, null, null, files.getJavaFileObjects(file));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                fileLength(unit, positions);
                new Scanner(unit, positions).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fileLength(CompilationUnitTree unit, SourcePositions positions) {
        long lines = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, unit));
        if (isMain() && lines > MAIN_FILE_LINES_MAX) {
            report(lines, "a file of " + lines + " lines: split it at " + MAIN_FILE_LINES_MAX);
        }
    }

    private boolean isMain() {
        return name.contains("/src/main/");
    }

    private void report(long line, String what) {
        untidy.add(name + ":" + line + ": " + what);
    }

    /** Walks over the tree of one source. */
    private final class Scanner extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;

        private Scanner(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        private long line(Tree tree) {
            return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
        }

        private long lines(Tree tree) {
            return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree)) - line(tree) + 1;
        }

        // A text block is data: its lines are no code to follow.
        private long textBlockLines(Tree tree) {
            long[] sum = new long[1];
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitLiteral(LiteralTree literal, Void nothing) {
                    sum[0] += lines(literal) - 1;
                    return super.visitLiteral(literal, null);
                }
            }.scan(tree, null);
            return sum[0];
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            long end = positions.getEndPosition(unit, method);
            // Constructors that the compiler adds have no place in the source.
            if (end > 0) {
                long lines = lines(method) - textBlockLines(method);
                int limit = isMain() ? METHOD_LINES_MAX : TEST_METHOD_LINES_MAX;
                if (lines > limit) {
                    report(line(method), "method " + method.getName() + " has " + lines + " lines: at most " + limit);
                }
            }
            return super.visitMethod(method, null);
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            String simpleName = type.getSimpleName().toString();
            if (BANNED_NAME.matcher(simpleName).matches()) {
                report(line(type), "the name " + simpleName + " says nothing: name what it is");
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitAssert(AssertTree statement, Void nothing) {
            report(line(statement), "assert is switched off in production: throw");
            return super.visitAssert(statement, null);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree select, Void nothing) {
            String text = select.toString();
            boolean console = text.equals("System.out") || text.equals("System.err");
            if (console && isMain() && CONSOLE_USERS.stream().noneMatch(name::contains)) {
                report(line(select), text + " is the terminal's: log instead");
            }
            if (text.equals("Thread.sleep") && !isMain()) {
                report(line(select), "Thread.sleep makes a test slow and flaky: wait for a condition");
            }
            return super.visitMemberSelect(select, null);
        }
    }
}
