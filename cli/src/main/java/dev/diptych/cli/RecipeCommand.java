package dev.diptych.cli;

import dev.diptych.cli.init.RecipeReference;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeSchema;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `diptych recipe`: schema and keys of recipes, for editors and scripts.
@Command(
        name = "recipe",
        description = "Print the schema or the keys of recipes, for editors and scripts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RecipeCommand.Schema.class, RecipeCommand.Keys.class})
final class RecipeCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing schema or keys");
    }

    /// `diptych recipe schema`
    @Command(
            name = "schema",
            description = {
                "Print the JSON Schema of recipes.",
                "Editors use it for completion and checks: save it as recipe.schema.json, and begin the recipe with"
                        + " the line '# yaml-language-server: $schema=recipe.schema.json'."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    static final class Schema implements Callable<Integer> {

        @Mixin
        private final OutputOptions output = new OutputOptions();

        @Override
        public Integer call() throws IOException {
            output.printDocument(RecipeSchema.tree(RecipeReference.read()::meaning));
            return 0;
        }
    }

    /// `diptych recipe keys`
    @Command(
            name = "keys",
            description = "Print the dotted names of all keys, one per line, as used by --set.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    static final class Keys implements Callable<Integer> {

        @Mixin
        private final OutputOptions output = new OutputOptions();

        @Override
        public Integer call() {
            if (output.json()) {
                output.printDocument(Recipe.keys());
            } else {
                Recipe.keys().forEach(output.out()::println);
                output.out().flush();
            }
            return 0;
        }
    }
}
