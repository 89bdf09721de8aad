package dev.diptych.index;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Words of a caption: Unicode word boundaries, lower case, without accents, English stems; Chinese, Japanese and
/// Korean text as pairs of neighbouring characters, which need no dictionary. Captions also have each character, so
/// that a query of one character finds them.
final class CaptionAnalyzer extends Analyzer {

    private final boolean characters;

    private CaptionAnalyzer(boolean characters) {
        this.characters = characters;
    }

    /// For captions.
    static CaptionAnalyzer ofCaptions() {
        return new CaptionAnalyzer(true);
    }

    /// For queries.
    static CaptionAnalyzer ofQueries() {
        return new CaptionAnalyzer(false);
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        TokenStream terms = new CJKWidthFilter(words);
        terms = new LowerCaseFilter(terms);
        terms = new EnglishPossessiveFilter(terms);
        terms = new ASCIIFoldingFilter(terms);
        int scripts =
                CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;
        terms = new CJKBigramFilter(terms, scripts, characters);
        return new TokenStreamComponents(words, new PorterStemFilter(terms));
    }

    /// The terms of a text, in order.
    List<String> terms(String text) {
        return IndexFailures.unchecked(() -> {
            List<String> terms = new ArrayList<>();
            try (TokenStream stream = tokenStream(Fields.CAPTION, text)) {
                CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
                stream.reset();
                while (stream.incrementToken()) {
                    terms.add(term.toString());
                }
                stream.end();
            }
            return terms;
        });
    }
}
