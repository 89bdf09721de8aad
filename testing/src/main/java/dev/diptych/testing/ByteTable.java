package dev.diptych.testing;

import java.util.ArrayList;
import java.util.List;

/// Characters of the 256 bytes, in the order of OpenAI's `bytes_to_unicode`: the visible ones first, then the rest.
final class ByteTable {

    private ByteTable() {}

    static List<String> symbols() {
        List<String> symbols = new ArrayList<>();
        List<String> invisible = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            boolean visible = value >= '!' && value <= '~' || value >= '¡' && value <= '¬' || value >= '®';
            if (visible) {
                symbols.add(Character.toString(value));
            } else {
                invisible.add(Character.toString(256 + invisible.size()));
            }
        }
        symbols.addAll(invisible);
        return symbols;
    }
}
