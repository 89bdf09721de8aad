package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class MainTest {

    /// The arguments before `--help`: none, and each command's name.
    static List<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>(List.of(List.of()));
        new CommandLine(new DiptychCommand()).getSubcommands().keySet().forEach(name -> commands.add(List.of(name)));
        return commands;
    }

    @Test
    void helpLoadsNeitherLibtorchNorLogging() throws Exception {
        assertHelpLoadsNeitherLibtorchNorLogging(List.of());
        assertHelpLoadsNeitherLibtorchNorLogging(List.of("train"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    @Tag("slow")
    void theHelpOfNoCommandLoadsLibtorchOrLogging(List<String> command) throws Exception {
        assertHelpLoadsNeitherLibtorchNorLogging(command);
    }

    private static void assertHelpLoadsNeitherLibtorchNorLogging(List<String> command) throws Exception {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        var result = CommandProcess.java(List.of("-Xlog:class+load"), arguments.toArray(String[]::new));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("Usage: diptych"), result.out());
        assertTrue(result.out().contains(Main.class.getName()), "class loading is not shown");
        assertFalse(result.out().contains("] org.bytedeco."), "libtorch's binding was loaded");
        assertFalse(result.out().contains("] ch.qos.logback."), "logging was loaded");
    }

    @Test
    void versionIsWhatTheBuildSays() throws Exception {
        var result = CommandProcess.diptych("--version");
        assertEquals(0, result.status());
        assertTrue(result.out().matches("diptych \\d+\\.\\d+\\.\\d+\\S*\\R"), result.out());
    }

    @Test
    void anUnknownOptionIsOneLineAndStatusTwo() throws Exception {
        var result = CommandProcess.diptych("doctor", "--jsom");
        assertEquals(2, result.status());
        assertEquals("", result.out());
        assertEquals(
                List.of("diptych: Unknown option: '--jsom'; did you mean '--json'? see 'diptych doctor --help'"),
                result.errLines());
    }

    @Test
    void anUnknownCommandIsOneLineAndStatusTwo() throws Exception {
        var result = CommandProcess.diptych("tokenise");
        assertEquals(2, result.status());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains("'tokenize'"), result.err());
    }

    @Test
    void noCommandIsOneLineAndStatusTwo() throws Exception {
        var result = CommandProcess.diptych();
        assertEquals(2, result.status());
        assertEquals(List.of("diptych: missing command; see 'diptych --help'"), result.errLines());
    }

    /// A mistake, and what its message contains.
    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of(List.of("train", "--epochs", "5"), "use --set train.epochs=5; see 'diptych train --help'"),
                Arguments.of(
                        List.of("train", "smal"),
                        "smal: no such recipe; pass a YAML file or the name of a recipe of the library: small, scenes,"
                                + " consistency; did you mean the library's recipe small?"),
                Arguments.of(
                        List.of("train", "small", "--set", "validation.metric=recall@1"),
                        "did you mean \"retrieval.text_to_image.r1\"?"),
                Arguments.of(List.of("evaluate", ".", "--suite", "retrival"), "did you mean \"retrieval\"?"),
                Arguments.of(List.of("completion", "fish"), "unknown shell fish; expected bash or zsh"),
                Arguments.of(List.of("runs", "nowhere"), "nowhere: no such directory of runs"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsOneLineWithTheRemedy(List<String> arguments, String remedy) throws Exception {
        var result = CommandProcess.diptych(arguments.toArray(String[]::new));
        assertEquals(2, result.status(), result.err());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains(remedy), result.err());
    }

    @Test
    void helpIsAlsoACommand() throws Exception {
        var result = CommandProcess.diptych("help", "train");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("Usage: diptych train"), result.out());
        assertTrue(result.out().replaceAll("\\s+", " ").contains("small, scenes, consistency"), result.out());
    }
}
