package dev.diptych.cli.support;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Output options of all commands: results go to standard output, logs to standard error.
public final class OutputOptions {

    /// Read by `logback.xml` when logging is initialised.
    private static final String LEVEL = "diptych.log.level";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(names = "--json", description = "Print the result as JSON on standard output.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more to standard error.")
    void verbose(boolean verbose) {
        if (verbose) {
            System.setProperty(LEVEL, "DEBUG");
        }
    }

    @Option(
            names = {"-q", "--quiet"},
            description = "Log only warnings and errors.")
    void quiet(boolean quiet) {
        if (quiet) {
            System.setProperty(LEVEL, "WARN");
        }
    }

    /// Whether to print the result as JSON.
    public boolean json() {
        return json;
    }

    /// Standard output.
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /// Prints the one JSON document of a command.
    public void printDocument(Object document) {
        out().println(Json.document(document));
        out().flush();
    }

    /// Prints a one-line document, for commands with one document per line.
    public void printLine(Object document) {
        out().println(Json.line(document));
        out().flush();
    }
}
