package dev.diptych.base.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WritingSystemTest {

    @ParameterizedTest
    @CsvSource({
        "一只棕色的狗在草地上奔跑。, true, true",
        "a brown dog, false, false",
        "犬が走っています, true, false",
        "คนขี่ม้า, true, false",
        "개가 달린다, false, false",
        "iPhone 手机壳, false, false",
        "红色 iPhone 手机保护壳套, true, true",
        "'123 !', false, false"
    })
    void isToldByTheScriptOfMostLetters(String text, boolean withoutSpaces, boolean chinese) {
        assertEquals(withoutSpaces, WritingSystem.isWithoutSpaces(List.of(text)));
        assertEquals(chinese, WritingSystem.isChinese(List.of(text)));
    }
}
