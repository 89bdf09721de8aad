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
        "'', verify",
        "-Pslow, verify -Pslow",
        "-pl train -am, verify -pl train -am",
        "test -pl train, test -pl train",
        "-o spotless:apply, -o spotless:apply",
        "-q install -DskipTests, -Ppublish -q install -DskipTests"
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

    @Test
    void whatToInstallIsSaidWhereThereIsNone() throws Exception {
        jdk("old", "24.0.2");
        var result = find("");
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains("install"), result.err());
    }
}
