package dev.diptych.bench.micro;

import dev.diptych.bench.data.GeneratedCaptions;
import dev.diptych.text.BertNormalization;
import dev.diptych.text.BertTokenizer;
import dev.diptych.text.Padding;
import dev.diptych.text.TokenBatch;
import dev.diptych.text.WordPieceTrainer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// BERT's tokenizer on a batch of 128 captions, in ASCII and with accents.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Tokenizer {

    private static final int BATCH = 128;

    private final List<String> plain = GeneratedCaptions.make(BATCH);
    private final List<String> accented =
            plain.stream().map(text -> text.replace('e', 'é')).toList();
    private final BertTokenizer tokenizer = BertTokenizer.of(
            WordPieceTrainer.build(GeneratedCaptions.make(10_000), 4000, true), BertNormalization.uncased());

    @Benchmark
    public TokenBatch plainCaptions() {
        return tokenizer.batch(plain, 32, Padding.longest());
    }

    @Benchmark
    public TokenBatch accentedCaptions() {
        return tokenizer.batch(accented, 32, Padding.longest());
    }
}
