package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.train.recipe.RecipeSchema;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych completion`: a shell script that completes commands, options and recipe keys.
@Command(
        name = "completion",
        description = {
            "Print a shell script that completes commands, options, and after --set recipe keys and their values.",
            "For the current shell: eval \"$(diptych completion bash)\". For all: add that line to ~/.bashrc, or with zsh to"
                    + " ~/.zshrc."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompletionCommand implements Callable<Integer> {

    /// The supported shells, by the names of their commands.
    enum Shell {
        bash,
        zsh
    }

    /// The names of the shells, for completion.
    static final class ShellNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Shell.values()).map(Shell::name).iterator();
        }
    }

    private static final String ZSH_HEAD = """
            autoload -Uz compinit && compinit
            autoload -Uz bashcompinit && bashcompinit
            """;

    /// The shell divides words at the equals sign if COMP_WORDBREAKS contains it, as it does by default.
    private static final String VALUES = """
            # Values of a recipe key.
            @values() {
              case $1 in
                @cases
              esac
            }

            @function() {
              local word=${COMP_WORDS[COMP_CWORD]} option= key= value= before=
              local last=$((COMP_CWORD - 1))
              if [[ $word == *?=* ]]; then
                option=${COMP_WORDS[last]} key=${word%%=*} value=${word#*=} before=$key=
              elif [[ $word == = && $last -gt 1 ]]; then
                option=${COMP_WORDS[last - 1]} key=${COMP_WORDS[last]}
              elif [[ $last -gt 2 && ${COMP_WORDS[last]} == = ]]; then
                option=${COMP_WORDS[last - 2]} key=${COMP_WORDS[last - 1]} value=$word
              fi
              if [[ $option == --set && -n $key ]]; then
                local words
                words=$(@values "$key")
                if [[ -n $words ]]; then
                  COMPREPLY=($(compgen -P "$before" -W "$words" -- "$value"))
                  return 0
                fi
              fi
              @words
            }

            """;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            paramLabel = "SHELL",
            completionCandidates = ShellNames.class,
            description = "bash or zsh.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    /// The document of `--json`.
    record Document(String shell, String script) {}

    @Override
    public Integer call() {
        Shell shell = Arrays.stream(Shell.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("unknown shell %s; expected bash or zsh".formatted(name)));
        CommandLine root = spec.root().commandLine();
        String function = "_complete_" + root.getCommandName();
        String bash = withValues(keysWithoutABlank(AutoComplete.bash(root.getCommandName(), root)), function);
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

    // A completed word is followed by a space, but after KEY= the value follows directly.
    private static String keysWithoutABlank(String script) {
        String spaced = script;
        for (String option : List.of("    '--set')\n", "    '--grid')\n")) {
            spaced = spaced.replace(option, option + "      type compopt &>/dev/null && compopt -o nospace\n");
        }
        return spaced;
    }

    // Completes the values of a key first, and otherwise calls the function of the script.
    private static String withValues(String script, String function) {
        StringBuilder cases = new StringBuilder();
        RecipeSchema.choices()
                .forEach((key, words) ->
                        cases.append("    %s) printf '%%s' '%s' ;;\n".formatted(key, String.join(" ", words))));
        int end = script.lastIndexOf("complete -F " + function);
        String words = function + "_words";
        return script.substring(0, end).replace(function + "()", words + "()").replace(function + " ", words + " ")
                + VALUES.replace("@words", words)
                        .replace("@values", function + "_values")
                        .replace("@function", function)
                        .replace("    @cases\n", cases)
                + script.substring(end);
    }
}
