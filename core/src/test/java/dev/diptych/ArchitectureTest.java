package dev.diptych;

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
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Keeps the house as `ARCHITECTURE.md` draws it.
final class ArchitectureTest {

    private static final String ROOT = "dev.diptych";

    /// The packages under [#ROOT], lowest floor first. A package that is missing here fails a test below.
    private static final List<String> FLOORS = List.of(
            "web",
            "hub",
            "torch",
            "image",
            "text",
            "data",
            "recipe",
            "objective",
            "openclip",
            "model",
            "export",
            "evaluate",
            "report",
            "train",
            "tune",
            "audit",
            "index");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final DescribedPredicate<JavaClass> TENSOR =
            equivalentTo(Tensor.class).or(equivalentTo(Tensor[].class)).as("the Tensor type");

    static Stream<String> floors() {
        return FLOORS.stream();
    }

    @ParameterizedTest
    @MethodSource("floors")
    void everyPackageUsesOnlyLowerFloors(String floor) {
        String[] above = FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size()).stream()
                .map(higher -> ROOT + "." + higher + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + floor + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void theLowestPackageUsesNoFloor() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT))))
                .check(MAIN);
    }

    @Test
    void everyPackageStandsOnAKnownFloor() {
        List<String> unknown = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .filter(name -> !FLOORS.contains(name.split("\\.")[0]))
                .distinct()
                .toList();
        assertEquals(List.of(), unknown, "packages without a floor: add them to FLOORS and to ARCHITECTURE.md");
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
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
    void theCommandsLibrariesStayOutOfCore() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("picocli..", "ch.qos.logback..", "me.tongfei.."))
                .check(MAIN);
    }

    @Test
    void nobodyWritesToStandardOutput() {
        noClasses().should().accessField(System.class, "out").check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<JavaPackage> packages =
                MAIN.stream().map(JavaClass::getPackage).distinct().toList();
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
