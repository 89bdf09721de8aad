package dev.diptych.cli;

import dev.diptych.cli.support.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root of the command line: every command is registered here.
@Command(
        name = "diptych",
        description = "Train, fine-tune, evaluate and export CLIP-style image-text models.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 success, 1 failure, 2 invalid options or input, 130 interrupted.",
            "Run 'diptych COMMAND --help' for details."
        },
        subcommands = {
            TrainCommand.class,
            TuneCommand.class,
            EvaluateCommand.class,
            DataCommand.class,
            AuditCommand.class,
            EmbedCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            ClassifyCommand.class,
            ScenesCommand.class,
            ServeCommand.class,
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
        throw new ParameterException(spec.commandLine(), "missing command");
    }
}
