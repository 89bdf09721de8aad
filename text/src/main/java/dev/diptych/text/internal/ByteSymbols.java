package dev.diptych.text.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The printable characters that byte-level vocabularies write bytes as (Radford et al., 2019): a visible Latin-1
/// character for itself, any other byte as the next character from U+0100 on.
public final class ByteSymbols {

    private static final int BYTES = 256;
    private static final char[] SYMBOLS = symbols();
    private static final int[] VALUES = values();

    private ByteSymbols() {}

    static char of(int value) {
        return SYMBOLS[value];
    }

    /// The byte that a character stands for, or -1.
    static int value(char symbol) {
        return symbol < VALUES.length ? VALUES[symbol] : -1;
    }

    /// The bytes that a piece stands for; where a character of it stands for none, those of its UTF-8.
    public static byte[] bytes(String piece) {
        byte[] bytes = new byte[piece.length()];
        for (int i = 0; i < bytes.length; i++) {
            int value = value(piece.charAt(i));
            if (value < 0) {
                return piece.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static char[] symbols() {
        char[] symbols = new char[BYTES];
        char next = BYTES;
        for (int value = 0; value < BYTES; value++) {
            boolean visible = (value >= '!' && value <= '~')
                    || (value >= 0xA1 && value <= 0xAC)
                    || (value >= 0xAE && value <= 0xFF);
            symbols[value] = visible ? (char) value : next++;
        }
        return symbols;
    }

    private static int[] values() {
        int[] values = new int[2 * BYTES];
        Arrays.fill(values, -1);
        for (int value = 0; value < BYTES; value++) {
            values[SYMBOLS[value]] = value;
        }
        return values;
    }
}
