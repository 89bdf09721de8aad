package dev.diptych.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The benchmarks stand on core as any user of the library does.
final class BenchArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.diptych.bench");

    @Test
    void onlyMicroBenchmarksUseJmh() {
        noClasses()
                .that()
                .doNotHaveSimpleName("MicroBenchmarks")
                .and()
                .resideOutsideOfPackage("dev.diptych.bench.micro..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.openjdk.jmh..")
                .check(MAIN);
    }

    @Test
    void benchmarksUseNeitherJavaCppNorTheCommand() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.javacpp..", "org.bytedeco.opencv..", "dev.diptych.cli..", "picocli..")
                .check(MAIN);
    }
}
