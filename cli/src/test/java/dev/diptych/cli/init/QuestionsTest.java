package dev.diptych.cli.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QuestionsTest {

    private final List<String> shown = new ArrayList<>();

    private Questions answering(String... answers) {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return new Questions(new Questions.Terminal() {
            @Override
            public @Nullable String ask(String prompt) {
                shown.add(prompt);
                return left.poll();
            }

            @Override
            public void say(String line) {
                shown.add(line);
            }
        });
    }

    @Test
    void anAnswerThatWillNotDoIsAskedForAgainAtOnce() {
        assertEquals(
                "owner/name", answering("no such/thing/here", " owner/name ").text("Encoder", null, NewRecipe::model));
        assertEquals("Encoder: ", shown.getFirst());
        assertTrue(
                shown.get(1).startsWith("no such/thing/here: neither a directory nor a model name"), shown.toString());
        assertEquals(3, shown.size());
    }

    @Test
    void numbersAreAboveZero() {
        assertEquals(3, answering("two", "0", "-1", "3").whole("Processors", null, 8));
        assertEquals(
                4,
                shown.stream()
                        .filter(line -> line.equals("Processors (empty: 8): "))
                        .count());
        assertEquals(1.5, answering("NaN", "1e999", "1.5").number("Memory", null, 2));
    }

    @Test
    void anEmptyAnswerTheEndAndAnOptionAskNoMore() {
        assertNull(answering("  ").text("Data", null, NewRecipe::requireData));
        assertNull(answering().text("Data", null, NewRecipe::requireData));
        assertEquals(8, answering().whole("Processors", null, 8));
        shown.clear();
        assertEquals("given", answering("other").text("Data", "given", NewRecipe::requireData));
        assertEquals(5, Questions.none().whole("Processors", 5, 8));
        assertEquals(List.of(), shown);
    }
}
