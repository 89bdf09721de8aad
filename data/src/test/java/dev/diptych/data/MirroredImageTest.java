package dev.diptych.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.image.RgbImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirroredImageTest {

    @Test
    void leftAndRightChangePlacesAndChannelsStay() throws Exception {
        var image = new RgbImage(3, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19});
        var pairs =
                new Pairs(List.of(new ImageItem("a.png", () -> image)), List.of(new Caption(0, "a dog")), List.of());
        Pairs mirrored = pairs.mirrored();
        assertEquals(
                new RgbImage(3, 2, new byte[] {7, 8, 9, 4, 5, 6, 1, 2, 3, 17, 18, 19, 14, 15, 16, 11, 12, 13}),
                mirrored.image(0).source().read());
        assertEquals("a.png (mirrored)", mirrored.image(0).name());
        assertEquals(pairs.captions(), mirrored.captions());
        assertEquals(image, mirrored.mirrored().image(0).source().read());
    }
}
