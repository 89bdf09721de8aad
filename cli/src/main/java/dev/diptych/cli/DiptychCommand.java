package dev.diptych.cli;

import dev.diptych.cli.support.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root of the command line: every command is registered here.
@Command(
        name = "diptych",
        description = "Train, verify and search models in which an image and a text must say the same thing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0; 1 the work failed; 2 the call or its input is wrong.",
            "'diptych COMMAND --help' tells about one command."
        },
        subcommands = {
            TrainCommand.class,
            TuneCommand.class,
            EvaluateCommand.class,
            DataCommand.class,
            AuditCommand.class,
            InterpolateCommand.class,
            ParityCommand.class,
            PreprocessCommand.class,
            TokenizeCommand.class,
            NegativesCommand.class,
            ExportCommand.class,
            PullCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            InitCommand.class,
            RecipeCommand.class,
            CompletionCommand.class
        })
final class DiptychCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
