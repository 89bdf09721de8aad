package dev.diptych.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Runs the command in the process of the tests, which saves the start of Java and of libtorch. For
/// tests of what a command computes and says; [CommandProcess] is for exit statuses, signals, variables
/// and options of Java.
final class CommandInProcess {

    private CommandInProcess() {}

    /// `diptych ARGUMENTS`. Tests of a process run one after another, so that nothing else writes to
    /// its streams.
    static CommandProcess.Result diptych(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int status;
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            status = Main.run(arguments);
        } finally {
            System.out.flush();
            System.err.flush();
            System.setOut(out);
            System.setErr(err);
        }
        return new CommandProcess.Result(
                status, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
    }
}
