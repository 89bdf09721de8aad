package dev.diptych.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void breaksAndControlCharactersOfQuotedNamesDoNotReachTheTerminal() {
        assertEquals("a b c d e f", OneLine.of("a\n  b\r\nc\u0085d\u2028e\tf"));
        assertEquals("?[31mred?", OneLine.of("\u001b[31mred\u009b"));
        assertEquals("图像 plain ü", OneLine.of("图像 plain ü"));
        assertEquals("x y", new InvalidInputException("x\ny").getMessage());
    }
}
