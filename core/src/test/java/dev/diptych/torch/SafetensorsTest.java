package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diptych.SharedFiles;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
    @Test
    void opens() {
        try (TensorSource source = TensorSources.open(SharedFiles.require("golden/bert_tiny"))) {
            for (String name : source.names()) {
                try (Tensor tensor = source.tensor(name)) {
                    assertEquals(source.info(name).elements(), tensor.numel());
                }
            }
        }
    }
}
