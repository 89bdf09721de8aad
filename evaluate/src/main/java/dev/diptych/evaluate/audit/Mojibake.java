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

/// Finds UTF-8 that was read in another encoding, and reads it right: where the bytes that a run of characters stands
/// for in that encoding are UTF-8 of fewer characters, it was. Right text hardly ever is, for in UTF-8 the bytes of a
/// character follow strict rules.
final class Mojibake {

    private static final Pattern RUN = Pattern.compile("[^\\x00-\\x7f]{2,}");

    /// An encoding, and how many characters a run must have before it counts: two Chinese characters may happen to be
    /// UTF-8, as those of "联通" in GBK are.
    private record Suspect(Charset charset, int leastCharacters) {}

    private static final List<Suspect> SUSPECTS = List.of(
            new Suspect(Charset.forName("windows-1252"), 2),
            new Suspect(StandardCharsets.ISO_8859_1, 2),
            new Suspect(Charset.forName("windows-1251"), 2),
            new Suspect(Charset.forName("GBK"), 3));

    private Mojibake() {}

    /// The text as it was meant; empty where nothing was found.
    static Optional<String> repaired(String text) {
        String repaired = text;
        for (int round = 0; round < 3; round++) { // some were read wrongly more than once
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
            if (run.length() < suspect.leastCharacters()) {
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

    // windows-1252 has no character for five bytes; programs put the control characters of Latin-1 there.
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
