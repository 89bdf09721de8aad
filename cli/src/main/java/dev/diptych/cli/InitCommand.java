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

/// `diptych init`: a recipe for one's own data and machine, with a comment at every key.
@Command(
        name = "init",
        description = {
            "Write a recipe for your data and your machine, with a comment at every key.",
            "At a terminal it asks for what no option says; elsewhere, and with --yes, it takes what it finds."
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
            description = "The file to write; recipe.yaml by default.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--data", paramLabel = "D", description = "The data to train on; without it generated scenes.")
    private @Nullable String data;

    @Option(names = "--validation", paramLabel = "D", description = "The data to validate on; else a share of --data.")
    private @Nullable String validation;

    @Option(
            names = "--vision",
            paramLabel = "MODEL",
            description = "A pretrained vision tower: a directory, or a name on the hub; without it random weights.")
    private @Nullable String vision;

    @Option(names = "--text", paramLabel = "MODEL", description = "A pretrained text tower, likewise.")
    private @Nullable String text;

    @Option(names = "--processors", paramLabel = "N", description = "Processors to use; by default all there are.")
    private @Nullable Integer processors;

    @Option(
            names = "--memory",
            paramLabel = "GIB",
            description =
                    "Memory for training in GiB; by default what is free. With less than 4 the batch is encoded in"
                            + " chunks.")
    private @Nullable Double memory;

    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing.")
    private boolean yes;

    @Option(names = "--force", description = "Replace the file if it exists.")
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
                "Data to train on, in any format of docs/data.md (empty: generated scenes)",
                data,
                NewRecipe::requireData);
        NewRecipe wanted = new NewRecipe(
                train,
                train == null
                        ? validation
                        : questions.text(
                                "Data to validate on (empty: a tenth of the training data)",
                                validation,
                                NewRecipe::requireData),
                questions.text(
                        "Pretrained vision tower, say openai/clip-vit-base-patch32 (empty: random weights)",
                        vision,
                        NewRecipe::model),
                questions.text(
                        "Pretrained text tower, say bert-base-uncased (empty: random weights)", text, NewRecipe::model),
                questions.whole("Processors to use", processors, machine.logicalProcessors()),
                questions.number(
                        "Memory for training, in GiB", memory, machine.memoryFreeBytes() / (double) (1L << 30)));
        Recipe recipe = wanted.recipe();
        String yaml = "# For: diptych train " + file + "\n# Any key can be left out; it then has its default.\n\n"
                + new CommentedRecipe(RecipeReference.read()).of(RecipeWriter.write(recipe));
        write(yaml);
        if (output.json()) {
            output.printDocument(new Document(file.toString(), train, wanted.vision(), wanted.text()));
        } else {
            output.out().println(file + " is written; look through it, then: diptych train " + file);
            wanted.pulls().forEach(name -> output.out().println("not in the cache yet: diptych pull " + name));
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
        String message = file + ": exists already; name another file, or pass --force";
        return cause == null ? new InvalidInputException(message) : new InvalidInputException(message, cause);
    }
}
