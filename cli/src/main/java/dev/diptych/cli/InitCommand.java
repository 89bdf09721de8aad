package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.init.CommentedRecipe;
import dev.diptych.cli.init.NewRecipe;
import dev.diptych.cli.init.Questions;
import dev.diptych.cli.init.RecipeReference;
import dev.diptych.cli.support.Machine;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `diptych init`: writes a commented recipe for the given data and machine.
@Command(
        name = "init",
        description = {
            "Write a commented recipe for your data and your machine.",
            "On a terminal it asks for settings that no option specifies; otherwise, and with --yes, it uses the defaults."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class InitCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RECIPE",
            defaultValue = "recipe.yaml",
            description = "Output file (default: recipe.yaml).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--data", paramLabel = "D", description = "Training data (default: generated scenes).")
    private @Nullable String data;

    @Option(names = "--validation", paramLabel = "D", description = "Validation data (default: a part of --data).")
    private @Nullable String validation;

    @Option(
            names = "--vision",
            paramLabel = "MODEL",
            description = "Pretrained image encoder: a directory or a name on the Hub (default: random weights).")
    private @Nullable String vision;

    @Option(names = "--text", paramLabel = "MODEL", description = "Pretrained text encoder, likewise.")
    private @Nullable String text;

    @Option(names = "--processors", paramLabel = "N", description = "Number of processors to use (default: all).")
    private @Nullable Integer processors;

    @Option(
            names = "--memory",
            paramLabel = "GIB",
            description =
                    "Memory for training in GiB (default: the free memory). With less than 4, the batch is encoded in"
                            + " chunks.")
    private @Nullable Double memory;

    @Option(
            names = {"-y", "--yes"},
            description = "Accept all defaults.")
    private boolean yes;

    @Option(names = "--force", description = "Overwrite the file if it exists.")
    private boolean force;

    /// The document of `--json`.
    record Document(
            String recipe,
            @Nullable String data,
            @Nullable String vision,
            @Nullable String text) {}

    @Override
    public Integer call() throws IOException {
        if (!force && Files.exists(file)) {
            throw exists(null);
        }
        Machine machine = Machine.inspect();
        Questions questions = yes || output.json() ? Questions.none() : Questions.atTerminal();
        String train = questions.text(
                "Training data, in any format of docs/data.md (empty: generated scenes)",
                data,
                NewRecipe::requireData);
        NewRecipe wanted = new NewRecipe(
                train,
                train == null
                        ? validation
                        : questions.text(
                                "Validation data (empty: a tenth of the training data)",
                                validation,
                                NewRecipe::requireData),
                questions.text(
                        "Pretrained image encoder, such as openai/clip-vit-base-patch32 (empty: random weights)",
                        vision,
                        NewRecipe::model),
                questions.text(
                        "Pretrained text encoder, such as bert-base-uncased (empty: random weights)", text, NewRecipe::model),
                questions.whole("Processors to use", processors, machine.logicalProcessors()),
                questions.number(
                        "Memory for training, in GiB", memory, machine.memoryFreeBytes() / (double) (1L << 30)));
        Recipe recipe = wanted.recipe();
        String yaml = "# Usage: diptych train " + file + "\n# A key that is omitted has its default value.\n\n"
                + new CommentedRecipe(RecipeReference.read()).of(RecipeWriter.write(recipe));
        write(yaml);
        if (output.json()) {
            output.printDocument(new Document(file.toString(), train, wanted.vision(), wanted.text()));
        } else {
            output.out().println("recipe written to " + file + "; review it, then run: diptych train " + file);
            wanted.pulls().forEach(name -> output.out().println("not in the cache yet; run: diptych pull " + name));
            output.out().flush();
        }
        return 0;
    }

    private void write(String yaml) throws IOException {
        try {
            Files.writeString(
                    file,
                    yaml,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.WRITE,
                    force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (FileAlreadyExistsException e) {
            throw exists(e);
        }
    }

    private InvalidInputException exists(@Nullable Exception cause) {
        String message = file + ": already exists; choose another file or pass --force";
        return cause == null ? new InvalidInputException(message) : new InvalidInputException(message, cause);
    }
}
