package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How the launchers find a JDK, on homes that hold no more than a version and two empty programs.
@DisabledOnOs(OS.WINDOWS)
final class ScriptsTest {

    private static final Path ROOT =
            Path.of(System.getProperty("diptych.root", "..")).toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void makePathWithoutJava() throws IOException {
        path = Files.createDirectory(directory.resolve("path"));
        for (String tool : List.of("bash", "sed", "head", "dirname", "basename", "readlink", "tr")) {
            for (String folder : List.of("/bin", "/usr/bin")) {
                Path program = Path.of(folder, tool);
                if (Files.exists(program) && !Files.exists(path.resolve(tool))) {
                    program(path.resolve(tool), "exec " + program + " \"$@\"");
                }
            }
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve("java homes").resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            program(home.resolve("bin").resolve(program), "");
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private CommandProcess.Result launch(Path home, String classPath, String blas, String command)
            throws IOException, InterruptedException {
        Path stamp = Files.writeString(directory.resolve("stamp"), "");
        List<String> launch = new ArrayList<>(List.of("bash", "-euc", ". '" + ROOT + "/scripts/launch'", "launch"));
        launch.addAll(List.of(command.split(" ")));
        return CommandProcess.run(
                launch,
                Map.of(
                        "JAVA_HOME", home.toString(),
                        "ROOT", ROOT.toString(),
                        "CLASS_PATH", classPath,
                        "AOT_CACHE", directory.resolve("classes.aot").toString(),
                        "AOT_STAMP", stamp.toString(),
                        "DIPTYCH_BLAS", blas));
    }

    private CommandProcess.Result find(String javaHome) throws IOException, InterruptedException {
        String script = ". '" + ROOT + "/scripts/find-jdk' && find_jdk && printf %s \"$JAVA_HOME\"";
        return CommandProcess.run(
                List.of(path.resolve("bash").toString(), "-euc", script),
                Map.of(
                        "JAVA_HOME",
                        javaHome,
                        "PATH",
                        path.toString(),
                        "DIPTYCH_JDK_FOLDERS",
                        directory.resolve("java homes").toString()));
    }

    @Test
    void javaHomeIsTakenWhenItIsNewEnough() throws Exception {
        Path home = jdk("mine", "26.0.1");
        jdk("other", "25");
        assertEquals(home.toString(), find(home.toString()).out());
    }

    @Test
    void anOldJavaHomeIsPassedOverForTheJavaOnPath() throws Exception {
        Path old = jdk("old", "17.0.15");
        Path home = jdk("linked", "25.0.3");
        Files.createSymbolicLink(path.resolve("java"), home.resolve("bin/java"));
        assertEquals(home.toRealPath().toString(), find(old.toString()).out());
    }

    @Test
    void ofTheUsualFoldersTheOldestThatSufficesIsTaken() throws Exception {
        jdk("a", "27");
        Path home = jdk("b", "25.0.1");
        jdk("c", "21.0.2");
        assertEquals(home.toString(), find("").out());
    }

    @ParameterizedTest
    @CsvSource({
        "'', --threads 2 verify",
        "-Pslow, --threads 2 verify -Pslow",
        "-T 1 -Pslow, verify -T 1 -Pslow",
        "-pl train -am, verify -pl train -am",
        "test -pl train, test -pl train",
        "-o spotless:apply, --threads 2 -o spotless:apply",
        "-q install -DskipTests, --threads 2 -Ppublish -q install -DskipTests"
    })
    void optionsAloneKeepTheGoalOfTheBuild(String arguments, String expected) throws Exception {
        program(
                Files.createDirectories(directory.resolve("maven/bin")).resolve("mvn"),
                "echo Apache Maven 3.9.9 \"$@\"");
        List<String> command =
                new ArrayList<>(List.of("bash", ROOT.resolve("build").toString()));
        Stream.of(arguments.split(" ")).filter(each -> !each.isEmpty()).forEach(command::add);
        var result = CommandProcess.run(
                command, Map.of("MAVEN_HOME", directory.resolve("maven").toString()));
        assertEquals(
                "Apache Maven 3.9.9 --batch-mode --no-transfer-progress " + expected,
                result.out().strip());
    }

    @ParameterizedTest
    @CsvSource({
        "index --data photos, false",
        "index --help, true",
        "serve --index photos, false",
        "serve model, true",
        "search photos dog, true"
    })
    void theCacheOfClassesServesTheCommandsWhoseModulesItFits(String command, boolean cached) throws Exception {
        Path home = jdk("recorder", "25");
        Path calls = directory.resolve("calls.txt");
        program(home.resolve("bin/java"), """
                echo "$@" >>'%s'
                for option; do
                  case $option in -XX:AOTCacheOutput=*) : >"${option#*=}" ;; esac
                done""".formatted(calls));
        var result = launch(home, "classes", "openblas", command);
        assertEquals(0, result.status(), result.err());
        List<String> lines = Files.readAllLines(calls);
        String last = lines.getLast();
        assertEquals(cached, last.contains("-XX:AOTCache="), last);
        assertEquals(!cached, last.contains("--add-modules"), last);
        assertEquals(cached ? 2 : 1, lines.size(), lines.toString());
        List<String> creation =
                lines.stream().filter(line -> line.contains("AOTCacheOutput")).toList();
        assertTrue(creation.stream().noneMatch(line -> line.contains("--add-modules")), lines.toString());
        // The JIT compiler can produce slow code from the profiles of a short run.
        assertTrue(creation.stream().allMatch(line -> line.contains("-XX:-AOTRecordTraining")), lines.toString());
    }

    @Test
    void aSelectedMklThatIsNotOnTheClassPathIsAnErrorAndOtherwiseOpenBlasIsUsed() throws Exception {
        Path home = jdk("recorder", "25");
        Path calls = directory.resolve("calls.txt");
        program(home.resolve("bin/java"), "echo \"$@\" >>'" + calls + "'");
        for (String blas : List.of("mkl", "")) {
            var result = launch(home, "/libraries/openblas-0.3.31.jar", blas, "index");
            assertEquals(blas.equals("mkl") ? 2 : 0, result.status(), result.err());
            assertEquals(blas.equals("mkl"), result.err().contains("MKL is not on the class path"), result.err());
        }
        assertTrue(Files.readAllLines(calls).stream().noneMatch(line -> line.contains("openblas.load")));
    }

    @Test
    void whatToInstallIsSaidWhereThereIsNone() throws Exception {
        jdk("old", "24.0.2");
        var result = find("");
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains("install"), result.err());
    }

    @Test
    void aBuildNamesItsModulesItsDownloadsAndItsErrorsOnly() throws Exception {
        Path output = Files.writeString(directory.resolve("maven.txt"), """
                [INFO] Scanning for projects...
                [INFO] Building Diptych base 0.1.0-SNAPSHOT                              [2/17]
                \u001b[1;31m[ERROR]\u001b[m something failed
                Downloading from central: https://example.org/foo-1.jar
                Downloaded from central: https://example.org/foo-1.jar (1 MB at 1 MB/s)
                [INFO] Building jar: /somewhere/base.jar
                """);
        String script = ". '" + ROOT + "/scripts/build-progress' && build_progress <'" + output + "'";
        var result = CommandProcess.run(List.of("bash", "-euc", script), Map.of());
        assertEquals(0, result.status(), result.err());
        assertEquals(
                List.of(
                        "diptych: building: module 2 of 17, Diptych base, 0:00",
                        "[ERROR] something failed",
                        "diptych: building: module 2 of 17, downloading foo-1.jar, 0:00",
                        "diptych: downloaded 1 libraries"),
                result.errLines());
    }

    @Test
    void aPackageIsInstalledUnderAPrefixAndReplacesTheOneBefore() throws Exception {
        Path prefix = directory.resolve("my prefix");
        for (String version : List.of("1", "2")) {
            Path top = Files.createDirectories(directory.resolve(version).resolve("diptych/bin"));
            program(top.resolve("diptych"), "echo diptych " + version);
            Path archive = directory.resolve(version + ".tar.gz");
            assertEquals(
                    0,
                    CommandProcess.run(
                                    List.of(
                                            "tar",
                                            "-C",
                                            directory.resolve(version).toString(),
                                            "-czf",
                                            archive.toString(),
                                            "diptych"),
                                    Map.of())
                            .status());
            var installed = CommandProcess.run(
                    List.of(ROOT.resolve("scripts/install").toString(), prefix.toString(), archive.toString()),
                    Map.of());
            assertEquals(0, installed.status(), installed.err());
            assertTrue(installed.out().startsWith("installed diptych " + version + " in "), installed.out());
            var run = CommandProcess.run(List.of(prefix.resolve("bin/diptych").toString()), Map.of());
            assertEquals("diptych " + version, run.out().strip());
        }
        try (Stream<Path> left = Files.list(prefix.resolve("lib"))) {
            assertEquals(List.of(prefix.resolve("lib/diptych")), left.toList());
        }
    }

    @Test
    void whatIsNoPackageIsNotInstalled() throws Exception {
        Path other = Files.writeString(directory.resolve("other.tar.gz"), "no archive");
        var result = CommandProcess.run(
                List.of(
                        ROOT.resolve("scripts/install").toString(),
                        directory.resolve("prefix").toString(),
                        other.toString()),
                Map.of());
        assertTrue(result.status() != 0, result.out());
        assertTrue(Files.notExists(directory.resolve("prefix/lib/diptych")));
    }
}
