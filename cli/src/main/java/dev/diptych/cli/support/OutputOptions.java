package dev.diptych.cli.support;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// What every command says about its output: results on standard output, logs on standard error.
public final class OutputOptions {

    /// Read by `logback.xml` when the first line is logged.
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

    /// Whether the result is to be JSON.
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

    /// Prints a document of a line, for commands that give one a line.
    public void printLine(Object document) {
        out().println(Json.line(document));
        out().flush();
    }
}
