package dev.diptych.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {

    private static final HubName NAME = new HubName("someone/model", "main");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config.json model.safetensors pytorch_model.bin | config.json model.safetensors
            config.json pytorch_model.bin flax_model.msgpack vocab.json merges.txt | config.json vocab.json merges.txt pytorch_model.bin
            config.json model.safetensors.index.json pytorch_model.bin | config.json model.safetensors.index.json
            open_clip_config.json open_clip_pytorch_model.bin merges.txt | open_clip_config.json merges.txt open_clip_pytorch_model.bin
            open_clip_config.json open_clip_model.safetensors open_clip_pytorch_model.bin | open_clip_config.json open_clip_model.safetensors
            config.json open_clip_config.json model.safetensors open_clip_model.safetensors | config.json open_clip_config.json model.safetensors
            config.json open_clip_config.json open_clip_model.safetensors | config.json open_clip_config.json open_clip_model.safetensors
            open_clip_config.json pytorch_model.bin open_clip_pytorch_model.bin | open_clip_config.json open_clip_pytorch_model.bin
            modules.json 0_Transformer/config.json 0_Transformer/pytorch_model.bin 0_Transformer/vocab.txt 1_Pooling/config.json | modules.json 1_Pooling/config.json 0_Transformer/config.json 0_Transformer/vocab.txt 0_Transformer/pytorch_model.bin
            vocab.json merges.txt tokenizer_config.json | tokenizer_config.json vocab.json merges.txt
            config.json model.safetensors calibration.json sigmoid.safetensors fusion.safetensors | config.json model.safetensors fusion.safetensors sigmoid.safetensors calibration.json
            """)
    void whatAModelNeedsIsTakenAndOneFormOfItsWeights(String available, String wanted) {
        assertEquals(words(wanted), ModelFiles.of(NAME, words(available)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json vocab.json", "config.json open_clip_model.safetensors", "README.md"})
    void whatHoldsNoModelIsRefused(String available) {
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, () -> ModelFiles.of(NAME, words(available)))
                        .getMessage());
        assertTrue(message.contains("someone/model: contains no supported model"), message);
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split(" "));
    }
}
