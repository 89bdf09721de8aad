package dev.diptych.text.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Printable characters that represent bytes in byte-level vocabularies (Radford et al., 2019): a visible Latin-1
/// character represents itself, any other byte the next character starting at U+0100.
public final class ByteSymbols {

    private static final int BYTES = 256;
    private static final char[] SYMBOLS = symbols();
    private static final int[] VALUES = values();

    private ByteSymbols() {}

    static char of(int value) {
        return SYMBOLS[value];
    }

    /// Returns the byte that a character represents, or -1.
    static int value(char symbol) {
        return symbol < VALUES.length ? VALUES[symbol] : -1;
    }

    /// Returns the bytes that a piece represents; a character that represents no byte is encoded in UTF-8.
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
