package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import dev.diptych.train.parity.Parity;
import dev.diptych.train.parity.ParityRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RoBERTa is BERT with positions that begin after the padding's id. The golden BERT pads with 0 and has no 0 in its
/// texts, so with one more row before its position embeddings it is a `RobertaModel` of the same outputs and
/// gradients.
class RobertaParityTest {

    private static final Path GOLDEN = Path.of("../testing/src/main/resources/golden/bert_tiny");
    private static final String POSITIONS = "embeddings.position_embeddings.weight";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Test
    void outputsAndGradientsEqualThoseOfTheShiftedPeer() throws IOException {
        write("", 1);
        List<ParityRow> rows = compare();
        assertEquals(
                List.of(),
                rows.stream()
                        .filter(row -> row.verdict() != ParityRow.Verdict.WITHIN)
                        .toList());
        assertTrue(rows.size() > 40);
    }

    @Test
    void aMaskedLanguageModelsNamesAreFound() throws IOException {
        write("roberta.", 1);
        assertTrue(Parity.holds(compare()));
    }

    @Test
    void positionsThatAreOneOffAreSeen() throws IOException {
        write("", 0);
        assertFalse(Parity.holds(compare()));
    }

    // With `rows` rows before those of the golden position embeddings, and the rest of 65 after them.
    private void write(String prefix, int rows) throws IOException {
        Files.writeString(
                model.resolve("config.json"),
                Files.readString(GOLDEN.resolve("config.json"))
                        .replace("\"model_type\": \"bert\"", "\"model_type\": \"roberta\"")
                        .replace("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 65"));
        copy("model.safetensors", (name, tensor) -> name.equals(POSITIONS) ? shifted(tensor, rows) : tensor, prefix);
        copy("io.safetensors", (name, tensor) -> name.equals("grad/" + POSITIONS) ? shifted(tensor, rows) : tensor, "");
    }

    private static Tensor shifted(Tensor table, int rows) {
        Tensor before = Tensors.zeros(rows, table.size(1));
        return Operators.concatenate(0, before, table, Tensors.zeros(1 - rows, table.size(1)));
    }

    // What is computed without a mask is left out: there BERT counts the padding and RoBERTa does not.
    private void copy(String file, BiFunction<String, Tensor, Tensor> change, String prefix) throws IOException {
        try (var _ = TensorScope.open();
                TensorSource source = Safetensors.open(GOLDEN.resolve(file))) {
            var tensors = new LinkedHashMap<String, Tensor>();
            for (String name : source.names()) {
                if (!name.startsWith("nomask") && !name.endsWith("position_ids")) {
                    tensors.put(prefix + name, change.apply(name, source.tensor(name)));
                }
            }
            Safetensors.write(model.resolve(file), tensors, Map.of());
        }
    }

    private List<ParityRow> compare() {
        try (TensorSource reference = Safetensors.open(model.resolve("io.safetensors"))) {
            return Parity.compare(model, reference);
        }
    }
}
