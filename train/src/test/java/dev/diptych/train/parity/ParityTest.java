package dev.diptych.train.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.testing.SharedFiles;
import dev.diptych.torch.Operators;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParityTest {

    private static final Path GOLDEN = Path.of("../testing/src/main/resources/golden");

    @ParameterizedTest
    @ValueSource(strings = {"clip_vision_tiny", "bert_tiny", "vtde_tiny", "clip_tiny", "roberta_dual_tiny"})
    void outputsAndGradientsEqualThoseOfThePeers(String model) {
        List<ParityRow> rows = compare(GOLDEN.resolve(model));
        List<ParityRow> notWithin = rows.stream()
                .filter(row -> row.verdict() != ParityRow.Verdict.WITHIN)
                .toList();
        assertEquals(List.of(), notWithin);
        assertTrue(rows.size() > 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip_vision_tiny", "bert_tiny", "vtde_tiny", "clip_tiny", "roberta_dual_tiny"})
    void aWeightThatIsOnePercentOffIsFound(String model, @TempDir Path copy) throws IOException {
        for (String file : List.of("config.json", "io.safetensors")) {
            Files.copy(GOLDEN.resolve(model).resolve(file), copy.resolve(file));
        }
        try (TensorSource source = Safetensors.open(GOLDEN.resolve(model).resolve("model.safetensors"))) {
            var tensors = new LinkedHashMap<String, Tensor>();
            String changed = source.names().stream()
                    .filter(name -> name.endsWith("0.mlp.fc1.weight") || name.endsWith("0.intermediate.dense.weight"))
                    .findFirst()
                    .orElseThrow();
            for (String name : source.names()) {
                Tensor tensor = source.tensor(name);
                tensors.put(name, name.equals(changed) ? Operators.scale(tensor, 1.01) : tensor);
            }
            Safetensors.write(copy.resolve("model.safetensors"), tensors, Map.of());
        }
        assertFalse(Parity.holds(compare(copy)));
    }

    @ParameterizedTest
    @CsvSource({"open_clip_tiny, 3", "open_clip_saved, 2"})
    void anOpenClipCheckpointGivesWhatPythonGives(String model, int outputs) {
        List<ParityRow> rows = compare(GOLDEN.resolve(model));
        assertTrue(Parity.holds(rows), rows::toString);
        assertEquals(outputs, rows.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip_tiny_sharded", "clip_tiny_bin"})
    void shardsAndPicklesThatPythonWroteAreTheSameModel(String form) {
        List<ParityRow> rows = compare(GOLDEN.resolve(form), GOLDEN.resolve("clip_tiny"));
        assertTrue(Parity.holds(rows), rows::toString);
        assertTrue(rows.size() > 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-small-captions", "vit-small-tiny-imagenet"})
    void trainedTowersGiveWhatThePeersGive(String model) {
        List<ParityRow> rows = compare(SharedFiles.require("weights/" + model));
        assertTrue(Parity.holds(rows), rows::toString);
    }

    private static List<ParityRow> compare(Path directory) {
        return compare(directory, directory);
    }

    private static List<ParityRow> compare(Path directory, Path recorded) {
        try (TensorSource reference = Safetensors.open(recorded.resolve("io.safetensors"))) {
            return Parity.compare(directory, reference);
        }
    }
}
