package dev.headgate.acceptance.rules;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Which package may use which, over the compiled classes of all modules. */
final class FloorsTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/acceptance/target/"))
            .importPackages("dev.headgate");

    @Test
    void the_classes_of_every_module_are_seen() {
        for (Floors module : Floors.ALL) {
            assertThat(PRODUCT.stream().map(JavaClass::getPackageName))
                    .as(module.base())
                    .anyMatch(module::holds);
        }
    }

    @ParameterizedTest
    @FieldSource("dev.headgate.acceptance.rules.Floors#ALL")
    void a_class_uses_its_own_package_and_lower_floors_only(Floors module) {
        assertThat(broken((from, to) -> module.holds(from) && module.holds(to) ? module.objection(from, to) : ""))
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.headgate.acceptance.rules.Floors#ALL")
    void packages_have_no_cycles(Floors module) {
        slices().matching(module.base() + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @ParameterizedTest
    @FieldSource("dev.headgate.acceptance.rules.LibraryRule#ALL")
    void a_library_is_used_where_it_belongs_only(LibraryRule rule) {
        assertThat(broken((from, to) -> rule.allows(from, to) ? "" : rule.reason()))
                .isEmpty();
    }

    @Test
    void the_decoder_reads_no_file_no_socket_and_no_database() {
        List<String> outside = List.of("java.sql", "java.net", "java.nio.file", "org.slf4j");
        assertThat(broken((from, to) ->
                        LibraryRule.within(from, "dev.headgate.pgoutput") && outside.contains(to) ? "no I/O" : ""))
                .isEmpty();
    }

    @Test
    void staging_knows_no_database() {
        assertThat(broken((from, to) ->
                        LibraryRule.within(from, "dev.headgate.staging") && to.equals("java.sql") ? "no database" : ""))
                .isEmpty();
    }

    @Test
    void a_broken_floor_is_noticed() {
        Floors module = new Floors("a", List.of(Set.of("high"), Set.of("left", "right"), Set.of("root")));
        assertThat(module.objection("a.high", "a.left.inner")).isEmpty();
        assertThat(module.objection("a.left", "a")).isEmpty();
        assertThat(module.objection("a.left", "a.right")).contains("peers");
        assertThat(module.objection("a", "a.high")).contains("root is below high");
        assertThat(module.objection("a.left", "a.unknown")).contains("no floor");
    }

    /** @param objection of two package names: why the first may not use the second, empty if it may */
    private static Set<String> broken(BiFunction<String, String, String> objection) {
        return PRODUCT.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> !objection
                        .apply(packageOf(dependency.getOriginClass()), packageOf(dependency.getTargetClass()))
                        .isEmpty())
                .map(dependency -> describe(dependency, objection))
                .collect(Collectors.toSet());
    }

    private static String describe(Dependency dependency, BiFunction<String, String, String> objection) {
        JavaClass from = dependency.getOriginClass();
        JavaClass to = dependency.getTargetClass();
        return from.getName() + " uses " + to.getBaseComponentType().getName() + ": "
                + objection.apply(packageOf(from), packageOf(to));
    }

    private static String packageOf(JavaClass type) {
        return type.getBaseComponentType().getPackageName();
    }
}
