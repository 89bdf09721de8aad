package dev.diptych.cli;

import dev.diptych.base.InvalidInputException;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.TextLines;
import dev.diptych.cli.support.Version;
import dev.diptych.data.batch.TextPreparation;
import dev.diptych.hub.HubCache;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `diptych tokenize`: converts texts to a model's token ids.
@Command(
        name = "tokenize",
        description = {
            "Convert texts to token ids with a model's tokenizer.json, vocab.txt, or vocab.json and merges.txt.",
            "Prints one line of JSON per text, with or without --json: {\"text\", \"ids\", \"tokens\"}."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TokenizeCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "Model directory, name of a model on the Hub, or tokenizer.json or vocab.txt.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path model;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "Texts.")
    private final List<String> texts = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "F",
            description = "Read texts from F, or standard input for '-': one per line, or JSON lines with \"text\".")
    private @Nullable Path file;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "Truncate texts to N tokens, including special tokens (default: the model's limit).")
    private @Nullable Integer maximumLength;

    /// The tokens of one text, including special tokens.
    record Tokens(String text, int[] ids, List<String> tokens) {}

    @Override
    public Integer call() throws IOException {
        if (texts.isEmpty() == (file == null)) {
            throw new ParameterException(spec.commandLine(), "pass either texts or --file");
        }
        if (maximumLength != null && maximumLength < 2) {
            throw new InvalidInputException(
                    "--max-length must be at least 2, for the special tokens, but is " + maximumLength);
        }
        TextPreparation preparation = ModelDirectory.textPreparation(HubCache.locate(model));
        Tokenizer tokenizer = preparation.tokenizer();
        int length = maximumLength == null ? preparation.maximumLength() : maximumLength;
        for (String text : file == null ? texts : TextLines.read(file)) {
            int[] ids = tokenizer.encode(text, length);
            output.printLine(new Tokens(
                    text, ids, Arrays.stream(ids).mapToObj(tokenizer::token).toList()));
        }
        return 0;
    }
}
