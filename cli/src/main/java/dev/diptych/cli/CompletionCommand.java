package dev.diptych.cli;

import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych completion`: a script by which a shell completes the command, its options and the keys of recipes.
@Command(
        name = "completion",
        description = {
            "Print a script by which the shell completes commands, options, and the keys of recipes after --set.",
            "For this shell: eval \"$(diptych completion bash)\". For every one: add that line to ~/.bashrc, or with zsh to"
                    + " ~/.zshrc."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompletionCommand implements Callable<Integer> {

    /// The shells that there is a script for, named as they are typed.
    enum Shell {
        bash,
        zsh
    }

    private static final String ZSH_HEAD = """
            autoload -Uz compinit && compinit
            autoload -Uz bashcompinit && bashcompinit
            """;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Shell shell;

    /// The document of `--json`.
    record Document(String shell, String script) {}

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String bash = keysWithoutABlank(AutoComplete.bash(root.getCommandName(), root));
        String script = switch (shell) {
            case bash -> bash;
            case zsh -> ZSH_HEAD + bash;
        };
        if (output.json()) {
            output.printDocument(new Document(shell.name(), script));
        } else {
            output.out().print(script);
            output.out().flush();
        }
        return 0;
    }

    // A completed word is followed by a blank; after KEY= the value follows at once.
    private static String keysWithoutABlank(String script) {
        String option = "    '--set')\n";
        return script.replace(option, option + "      type compopt &>/dev/null && compopt -o nospace\n");
    }
}
