// Prepares an image and a text as CLIP and BERT expect them, with the pixels of Pillow and the ids of Hugging Face.
//
//   examples/run Prepare IMAGE VOCABULARY "a dog runs on the beach"
//
// VOCABULARY is a vocab.txt, a tokenizer.json or the directory of one.

import dev.diptych.image.decode.ImageDecoder;
import dev.diptych.image.process.ImageProcessor;
import dev.diptych.text.BertTokenizer;
import java.nio.FloatBuffer;

void main(String[] arguments) throws Exception {
    var processor = ImageProcessor.clip(224); // or ImageProcessor.read(preprocessor_config.json)
    var image = processor.resizeAndCrop(ImageDecoder.decode(Path.of(arguments[0])));
    var pixels = FloatBuffer.allocate(3 * processor.height() * processor.width()); // [3, 224, 224]
    processor.normalise(image, pixels);
    IO.println("first pixels: %s".formatted(Arrays.toString(Arrays.copyOf(pixels.array(), 5))));

    var tokenizer = BertTokenizer.read(Path.of(arguments[1]));
    int[] ids = tokenizer.encode(arguments[2], 32);
    IO.println("ids: " + Arrays.toString(ids));
    IO.println("tokens: " + tokenizer.tokens(arguments[2]));
}
