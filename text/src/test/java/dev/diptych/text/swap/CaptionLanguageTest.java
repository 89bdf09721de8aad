package dev.diptych.text.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CaptionLanguageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A brown dog runs along the beach with a ball in its mouth .  | true
            a photo of a dog                                             | true
            a red circle left of a blue square                           | true
            Blue cotton shirt, long sleeves                              | true
            golden retriever                                             | true
            Ein brauner Hund läuft mit einem Ball über den Strand        | false
            Ein Mann zieht sich an                                       | false
            Un chien brun court sur la plage avec une balle              | false
            Un perro marrón corre por la playa con una pelota            | false
            Um cão castanho corre na praia com uma bola                  | false
            Een bruine hond rent met een bal over het strand             | false
            En brun hund springer på stranden med en boll                | false
            一只棕色的狗在沙滩上奔跑                                           | false
            Коричневая собака бежит по пляжу                             | false
            犬が浜辺を走る                                                   | false
            """)
    void distinguishesEnglishFromOtherLanguages(String caption, boolean english) {
        assertEquals(english, CaptionLanguage.isEnglish(Stream.of(caption)));
    }

    @Test
    void aFewForeignCaptionsDoNotChangeTheLanguageOfADataSet() {
        assertEquals(
                true,
                CaptionLanguage.isEnglish(Stream.of(
                        "a dog on the beach",
                        "two men at a table",
                        "une femme avec un chien",
                        "the cat is on the mat")));
    }
}
