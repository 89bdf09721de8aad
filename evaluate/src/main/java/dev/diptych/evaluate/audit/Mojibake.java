package dev.diptych.evaluate.audit;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds and corrects UTF-8 that was decoded in another encoding: a run of characters whose bytes in that encoding
/// are valid UTF-8 with fewer characters. Correct text hardly ever has this property, because UTF-8 is strictly
/// structured.
final class Mojibake {

    private static final Pattern RUN = Pattern.compile("[^\\x00-\\x7f]{2,}");

    /// An encoding and the minimum length of a run: two Chinese characters can be valid UTF-8 by
    /// chance, such as "联通" in GBK.
    private record Suspect(Charset charset, int leastCharacters, Pattern typical) {

        Suspect(String charset, int leastCharacters) {
            this(Charset.forName(charset), leastCharacters, ANY);
        }

        boolean fits(String run) {
            return run.length() >= leastCharacters && typical.matcher(run).lookingAt();
        }
    }

    private static final Pattern ANY = Pattern.compile("");

    // In Mac OS Roman, quotation marks and dashes are first bytes of UTF-8 and accented letters are continuation
    // bytes, so that "l\u2019\u00e9cole" has both in a row. The first bytes of accented Latin letters are signs that
    // no word contains.
    private static final Pattern TYPICAL_OF_MAC = Pattern.compile("[\u221a\u0192\u2248]|\u201a\u00c4|.{6}");

    private static final List<Suspect> SUSPECTS = List.of(
            new Suspect("windows-1252", 2),
            new Suspect("ISO-8859-1", 2),
            new Suspect(Charset.forName("x-MacRoman"), 2, TYPICAL_OF_MAC),
            new Suspect("windows-1251", 2),
            new Suspect("GBK", 3));

    private Mojibake() {}

    /// The corrected text; empty if nothing was found.
    static Optional<String> repaired(String text) {
        String repaired = text;
        for (int round = 0; round < 3; round++) { // some were decoded wrongly more than once
            String next = once(repaired);
            if (next.equals(repaired)) {
                break;
            }
            repaired = next;
        }
        return repaired.equals(text) ? Optional.empty() : Optional.of(repaired);
    }

    private static String once(String text) {
        return RUN.matcher(text).replaceAll(match -> Matcher.quoteReplacement(read(match.group())));
    }

    private static String read(String run) {
        for (Suspect suspect : SUSPECTS) {
            if (!suspect.fits(run)) {
                continue;
            }
            try {
                String meant = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(bytes(run, suspect.charset()))
                        .toString();
                if (meant.length() < run.length() && meant.chars().noneMatch(Character::isISOControl)) {
                    return meant;
                }
            } catch (CharacterCodingException _) {
                // the text has another encoding
            }
        }
        return run;
    }

    // windows-1252 leaves five bytes undefined; programs map them to the control characters of Latin-1.
    private static ByteBuffer bytes(String run, Charset charset) throws CharacterCodingException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * run.length());
        for (int i = 0; i < run.length(); i++) {
            char character = run.charAt(i);
            if (character >= 0x80 && character < 0xa0 && charset.name().equals("windows-1252")) {
                bytes.put((byte) character);
            } else {
                bytes.put(charset.newEncoder().encode(CharBuffer.wrap(new char[] {character})));
            }
        }
        return bytes.flip();
    }
}
