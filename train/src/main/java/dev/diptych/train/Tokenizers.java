package dev.diptych.train;

import dev.diptych.data.Caption;
import dev.diptych.data.Pairs;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Tokenizer;
import dev.diptych.text.WordPieceTrainer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The tokenizers of the runs of this process, each read or built once.
final class Tokenizers {

    private record Built(Pairs training, int size) {}

    private final Map<Path, Tokenizer> read = new HashMap<>();
    private final Map<Built, Tokenizer> built = new HashMap<>();

    Tokenizer read(Path origin) {
        return read.computeIfAbsent(origin, Tokenizer::read);
    }

    /// A tokenizer with a vocabulary of at most this size, built from the captions.
    Tokenizer built(Pairs training, int size) {
        return built.computeIfAbsent(new Built(training, size), _ -> {
            Iterable<String> corpus =
                    () -> training.captions().stream().map(Caption::text).iterator();
            return BertTokenizer.of(WordPieceTrainer.build(corpus, size, true), BertNormalization.uncased());
        });
    }
}
