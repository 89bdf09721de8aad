package dev.diptych.evaluate.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptTemplatesTest {

    @Test
    void chineseClassesHaveAChinesePrompt() {
        assertEquals(
                List.of("一张猫的照片。"), PromptTemplates.plainFor(List.of("猫", "狗")).of("猫"));
        assertEquals(
                List.of("a photo of a cat."),
                PromptTemplates.plainFor(List.of("cat", "狗 dog")).of("cat"));
    }

    @Test
    void theBuiltInChineseTemplatesAreDifferentAndContainTheClass() {
        List<String> prompts = PromptTemplates.read("chinese").of("猫");
        assertEquals(10, new HashSet<>(prompts).size());
        assertTrue(prompts.stream().allMatch(prompt -> prompt.contains("猫")), prompts.toString());
    }
}
