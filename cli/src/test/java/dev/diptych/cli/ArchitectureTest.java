package dev.diptych.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.diptych.model.DualEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keeps the structure that `ARCHITECTURE.md` describes: modules by dependency, packages without cycles, one user of
/// each heavy library, and public signatures that show no internal type.
final class ArchitectureTest {

    private static final String ROOT = "dev.diptych";

    private static final Path PROJECT = Path.of(System.getProperty("diptych.root", ".."));

    /// Each module with the modules that it may use, lowest first. A module's packages are
    /// `dev.diptych.MODULE` and those below; the API's are `dev.diptych` itself.
    private static final Map<String, Set<String>> MODULES = modules();

    private static Map<String, Set<String>> modules() {
        Map<String, Set<String>> modules = new TreeMap<>();
        modules.put("base", Set.of());
        modules.put("hub", Set.of("base"));
        modules.put("image", Set.of("base"));
        modules.put("text", Set.of("base"));
        modules.put("data", Set.of("base", "image", "text"));
        modules.put("torch", Set.of("base"));
        modules.put("index", Set.of("base"));
        modules.put("model", Set.of("base", "image", "text", "data", "torch"));
        modules.put("report", Set.of("base", "image"));
        modules.put("evaluate", Set.of("base", "image", "text", "data", "torch", "model", "report"));
        modules.put("train", Set.of("base", "hub", "image", "text", "data", "torch", "model", "report", "evaluate"));
        modules.put("export", Set.of("base", "image", "text", "data", "torch", "model"));
        Set<String> library = new TreeSet<>(modules.keySet());
        modules.put("api", library);
        Set<String> all = new TreeSet<>(library);
        all.add("api");
        modules.put("serve", all);
        modules.put("spark", all);
        modules.put("langchain4j", all);
        Set<String> withServe = new TreeSet<>(all);
        withServe.add("serve");
        modules.put("bench", withServe);
        Set<String> withBench = new TreeSet<>(withServe);
        withBench.add("bench");
        modules.put("cli", withBench);
        return modules;
    }

    /// Packages of more than 20 files, with the reason in ARCHITECTURE.md; none has more than 30.
    private static final int USUAL_FILES = 20;

    private static final int MOST_FILES = 30;

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/testing/") && !location.contains("diptych-testing"))
            .importPackages(ROOT);

    private static final DescribedPredicate<JavaClass> TENSOR =
            equivalentTo(Tensor.class).or(equivalentTo(Tensor[].class)).as("the Tensor type");

    static Stream<String> moduleNames() {
        return MODULES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("moduleNames")
    void everyModuleUsesOnlyTheModulesBelowIt(String module) {
        Set<String> allowed = MODULES.getOrDefault(module, Set.of());
        List<String> violations = new ArrayList<>();
        for (JavaClass each : MAIN) {
            if (!moduleOf(each).equals(module)) {
                continue;
            }
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .filter(target -> !moduleOf(target).equals(module) && !allowed.contains(moduleOf(target)))
                    .forEach(target -> violations.add(each.getName() + " uses " + target.getName()));
        }
        assertEquals(List.of(), violations.stream().distinct().toList());
    }

    @Test
    void theModulesAreThoseOfTheBuild() throws IOException {
        Set<String> built = new TreeSet<>();
        var names = Pattern.compile("<module>(\\w+)</module>").matcher(Files.readString(PROJECT.resolve("pom.xml")));
        while (names.find()) {
            built.add(names.group(1));
        }
        built.removeAll(Set.of("testing", "bom", "lint", "examples"));
        assertEquals(MODULES.keySet(), built);
        assertEquals(
                List.of(),
                MAIN.stream()
                        .filter(each -> !MODULES.containsKey(moduleOf(each)))
                        .map(JavaClass::getName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("moduleNames")
    void everyPomNamesOnlyTheModulesBelow(String module) throws IOException {
        Path pom = PROJECT.resolve(module).resolve("pom.xml");
        var dependencies =
                Pattern.compile("<artifactId>diptych(?:-(\\w+))?</artifactId>").matcher(Files.readString(pom));
        Set<String> named = new TreeSet<>();
        while (dependencies.find()) {
            named.add(dependencies.group(1) == null ? "api" : dependencies.group(1));
        }
        named.removeAll(Set.of("parent", "testing", module));
        assertTrue(MODULES.getOrDefault(module, Set.of()).containsAll(named), module + "/pom.xml names " + named);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void noPackageIsTooLarge() throws IOException {
        List<String> tooLarge = new ArrayList<>();
        String architecture = Files.readString(PROJECT.resolve("ARCHITECTURE.md"));
        for (String module : MODULES.keySet()) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                Map<Path, Integer> counts = new TreeMap<>();
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> counts.merge(file.getParent(), 1, Integer::sum));
                counts.forEach((folder, count) -> {
                    String name = folder.toString()
                            .replaceFirst(".*src/main/java/", "")
                            .replace('/', '.');
                    // "| `name` | count | reason |", with the module in parentheses where the name does not contain it
                    Pattern stated =
                            Pattern.compile("\\| `" + Pattern.quote(name) + "`( \\(.*\\))? \\| " + count + " \\|");
                    if (count > MOST_FILES
                            || count > USUAL_FILES
                                    && !stated.matcher(architecture).find()) {
                        tooLarge.add(name + " has " + count + " files");
                    }
                });
            }
        }
        assertEquals(List.of(), tooLarge, "split them, or state number and reason in ARCHITECTURE.md (30 at most)");
    }

    @Test
    void publicSignaturesShowNoInternalType() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass each : MAIN) {
            if (!isExported(each)) {
                continue;
            }
            each.getRawSuperclass().ifPresent(parent -> report(each.getName(), parent, violations));
            each.getRawInterfaces().forEach(parent -> report(each.getName(), parent, violations));
            for (JavaMember member : each.getMembers()) {
                if (!member.getModifiers().contains(JavaModifier.PUBLIC)) {
                    continue;
                }
                Set<JavaClass> shown =
                        member instanceof JavaCodeUnit method ? involved(method) : member.getAllInvolvedRawTypes();
                shown.forEach(type -> report(member.getFullName(), type, violations));
            }
        }
        assertEquals(Set.of(), violations);
    }

    private static Set<JavaClass> involved(JavaCodeUnit method) {
        Set<JavaClass> types = new java.util.HashSet<>(method.getReturnType().getAllInvolvedRawTypes());
        for (JavaType parameter : method.getParameterTypes()) {
            types.addAll(parameter.getAllInvolvedRawTypes());
        }
        return types;
    }

    private static void report(String where, JavaClass type, Set<String> violations) {
        JavaClass base = type.getBaseComponentType();
        if (base.getPackageName().startsWith(ROOT) && base.getPackageName().contains(".internal")) {
            violations.add(where + " shows " + base.getName());
        }
    }

    // A public type of a library module, outside `internal` packages, nested in public types only.
    private static boolean isExported(JavaClass each) {
        if (Set.of("cli", "bench").contains(moduleOf(each))
                || each.getPackageName().contains(".internal")) {
            return false;
        }
        JavaClass type = each;
        while (true) {
            if (!type.getModifiers().contains(JavaModifier.PUBLIC)) {
                return false;
            }
            var enclosing = type.getEnclosingClass();
            if (enclosing.isEmpty()) {
                return true;
            }
            type = enclosing.get();
        }
    }

    private static String moduleOf(JavaClass each) {
        String name = each.getPackageName();
        return name.equals(ROOT) ? "api" : name.substring(ROOT.length() + 1).split("\\.")[0];
    }

    @Test
    void onlyTorchAndImageUseJavaCpp() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".torch..", ROOT + ".image..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco.javacpp..")
                .check(MAIN);
    }

    @Test
    void onlyImageUsesOpenCv() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".image..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco.opencv..")
                .check(MAIN);
    }

    @Test
    void onlyTorchUsesMoreOfLibtorchThanTensor() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".torch..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco.pytorch..").and(not(TENSOR)))
                .check(MAIN);
    }

    @Test
    void onlyIndexUsesLucene() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".index..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .check(MAIN);
    }

    @Test
    void theLibrariesOfTheCommandStayInIt() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("picocli..", "ch.qos.logback..", "me.tongfei.."))
                .check(MAIN);
    }

    /// [DualEncoder#parameters] builds a table of hundreds of entries; in each step, it would be built anew.
    @Test
    void teachersListTheParametersOfAModelOnlyWhenTheyAreMadeOrRestored() {
        List<JavaClass> teachers = MAIN.stream()
                .filter(each -> each.isAssignableTo(ROOT + ".train.internal.step.Teacher"))
                .toList();
        assertTrue(teachers.size() > 2, "the teachers were not found");
        List<String> calls = teachers.stream()
                .flatMap(teacher -> teacher.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(DualEncoder.class))
                .filter(call -> call.getTarget().getName().equals("parameters"))
                .filter(call -> call.getOrigin() instanceof JavaMethod method
                        && !method.getModifiers().contains(JavaModifier.STATIC)
                        && !method.getName().equals("restoreStart"))
                .map(Object::toString)
                .toList();
        assertEquals(List.of(), calls);
    }

    @Test
    void onlyTheCommandWritesToStandardOutput() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".bench..")
                .should()
                .accessField(System.class, "out")
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<JavaPackage> packages = MAIN.stream()
                .map(JavaClass::getPackage)
                .filter(each -> !each.getName().endsWith("jmh_generated"))
                .distinct()
                .toList();
        assertTrue(packages.size() > 1, "no packages were found");
        for (JavaPackage each : packages) {
            assertTrue(
                    each.isAnnotatedWith(NullMarked.class),
                    each.getName() + " has no package-info.java with @NullMarked");
        }
    }

    @Test
    void exceptionsHaveOnlyFinalFields() {
        classes()
                .that()
                .areAssignableTo(Exception.class)
                .should()
                .haveOnlyFinalFields()
                .check(MAIN);
    }
}
