package dev.diptych.text;

import dev.diptych.text.internal.AddedToken;
import dev.diptych.text.internal.AddedTokenFinder;
import dev.diptych.text.internal.BytePairs;
import dev.diptych.text.internal.ByteSymbols;
import dev.diptych.text.internal.ClipNormalizer;
import dev.diptych.text.internal.IntList;
import dev.diptych.text.internal.WordPieces;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// CLIP's tokenizer: composes, lower-cases, splits into words, digits and runs of punctuation, and joins the bytes of
/// each by learned merges.
///
/// Produces the ids of Hugging Face's `CLIPTokenizerFast`. (The slow `CLIPTokenizer` and open_clip repair broken texts
/// with the library ftfy if it is installed, so that full-width letters and curly quotes differ there.) Immutable;
/// thread-safe.
public final class ClipTokenizer extends VocabularyTokenizer {

    // The texts of CLIP's own special tokens are divided into "<|", the name and "|>", also where they
    // are not special, as after a change of case.
    private static final Pattern WORD = Pattern.compile(
            "(<\\|)(startoftext|endoftext)(\\|>)|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final ClipSettings settings;
    private final WordPieces words;
    private final AddedTokenFinder rawTokens;
    private final AddedTokenFinder normalizedTokens;

    ClipTokenizer(ClipSettings settings) {
        super(
                settings.vocabulary(),
                settings.start(),
                settings.end(),
                settings.padding(),
                settings.modelMaximumLength());
        this.settings = settings;
        words = new WordPieces(
                new BytePairs(vocabulary(), settings.merges(), BytePairs.WORD_END, id(settings.unknown())));
        rawTokens = AddedTokenFinder.inRawText(vocabulary());
        normalizedTokens = AddedTokenFinder.inNormalizedText(vocabulary(), ClipNormalizer::normalize);
    }

    /// Reads a tokenizer from a directory with `tokenizer.json`, or else with `vocab.json` and `merges.txt`, or
    /// from `tokenizer.json` itself. A `tokenizer_config.json` next to the file is taken into account.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the file does not exist, is invalid, contains another
    ///     kind of tokenizer, or lacks a special token
    public static ClipTokenizer read(Path directoryOrFile) {
        return new ClipTokenizer(ClipTokenizerFiles.read(directoryOrFile));
    }

    /// Empty: all bytes are in the vocabulary.
    @Override
    public OptionalInt unknownId() {
        return OptionalInt.empty();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            vocabulary().requireId(id);
            AddedToken added = vocabulary().addedToken(id);
            if (added == null) {
                String token = vocabulary().token(id);
                boolean ends = token.endsWith(BytePairs.WORD_END);
                int length = token.length() - (ends ? BytePairs.WORD_END.length() : 0);
                bytes.writeBytes(ByteSymbols.bytes(token.substring(0, length)));
                if (ends) {
                    bytes.write(' ');
                }
            } else if (!added.special()) {
                bytes.writeBytes((added.content() + " ").getBytes(StandardCharsets.UTF_8));
            }
        }
        return BertDecoder.cleanUp(bytes.toString(StandardCharsets.UTF_8).strip());
    }

    /// Writes `vocab.json`, `merges.txt`, `tokenizer.json` and `tokenizer_config.json` in Hugging Face format;
    /// equal tokenizers give equal bytes.
    @Override
    public void save(Path directory) {
        ClipTokenizerWriter.write(settings, directory);
    }

    @Override
    IntList pieces(String text) {
        IntList ids = new IntList();
        rawTokens.split(
                text,
                part -> normalizedTokens.split(
                        ClipNormalizer.normalize(part), rest -> appendWords(rest, ids), token -> ids.add(token.id())),
                token -> ids.add(token.id()));
        return ids;
    }

    private void appendWords(String text, IntList ids) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) == null) {
                words.append(matcher.group(), ids);
            } else {
                for (int part = 1; part <= 3; part++) {
                    words.append(matcher.group(part), ids);
                }
            }
        }
    }
}
