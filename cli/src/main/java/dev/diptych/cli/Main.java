package dev.diptych.cli;

import dev.diptych.cli.support.Failures;
import picocli.CommandLine;

/// Entry point. Exit status: 0 (success), 1 (failure), 2 (invalid options or input), 130 (interrupted).
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs the command line and returns the exit status.
    public static int run(String... arguments) {
        Failures failures = new Failures(System.getenv("DIPTYCH_TRACE") != null);
        CommandLine commandLine = new CommandLine(new DiptychCommand())
                .setExpandAtFiles(false) // texts may begin with @
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(failures::wrongCall)
                .setExecutionExceptionHandler((failure, command, result) -> failures.report(failure, command.getErr()));
        try {
            return commandLine.execute(arguments);
        } catch (Error error) {
            return failures.report(error, commandLine.getErr());
        }
    }
}
