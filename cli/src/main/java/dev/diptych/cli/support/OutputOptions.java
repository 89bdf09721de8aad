package dev.diptych.cli.support;

import dev.diptych.report.progress.ProgressLine;
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

    private boolean verbose;
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also log details to standard error.")
    void verbose(boolean requested) {
        verbose = requested;
        if (requested) {
            System.setProperty(LEVEL, "DEBUG");
        }
    }

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only the result, warnings and errors.")
    void quiet(boolean requested) {
        quiet = requested;
        if (requested) {
            System.setProperty(LEVEL, "WARN");
        }
    }

    /// Whether to print the result as JSON.
    public boolean json() {
        return json;
    }

    /// Progress on standard error: warnings only with `--quiet`, and plain lines between those of
    /// the log with `--verbose`.
    public ProgressLine progress() {
        return quiet ? ProgressLine.quiet() : verbose ? ProgressLine.plain() : ProgressLine.onStandardError();
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
