package dev.diptych.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.BertConfig;
import dev.diptych.model.TextPooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencePoolingTest {

    private static final Path BERT = Path.of("../testing/src/main/resources/golden/bert_tiny");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void anEncoderIsPooledAsTheFileSpecifiesAndByItsPoolerWithoutOne() throws IOException {
        assertEquals(TextPooling.POOLER, pooling(PretrainedCheckpoint.open(BERT)));
        assertEquals(TextPooling.MEAN, pooling(with("{\"pooling_mode_mean_tokens\": true}")));
        assertEquals(TextPooling.FIRST, pooling(with("""
                {"word_embedding_dimension": 32, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false,
                 "pooling_mode_max_tokens": false, "include_prompt": true}
                """)));
        PretrainedCheckpoint mean = with("{\"pooling_mode_mean_tokens\": true}");
        assertEquals(
                TextPooling.POOLER,
                ((BertConfig) mean.textEncoder(TextPooling.POOLER, null).config()).pooling());
    }

    @Test
    void anotherPoolingIsRefused() throws IOException {
        PretrainedCheckpoint both = with("{\"pooling_mode_mean_tokens\": true, \"pooling_mode_max_tokens\": true}");
        String message = refusal(both);
        assertTrue(message.contains("pools by mean_tokens and max_tokens, which is not supported"), message);
        assertTrue(refusal(with("{\"pooling_mode_cls_token\": 1}")).contains("must be true or false, found 1"));
        assertTrue(refusal(with("{")).contains("not JSON"));
    }

    private static TextPooling pooling(PretrainedCheckpoint checkpoint) {
        return ((BertConfig) checkpoint.textEncoder(null, null).config()).pooling();
    }

    private static String refusal(PretrainedCheckpoint checkpoint) {
        return String.valueOf(assertThrows(InvalidInputException.class, () -> checkpoint.textEncoder(null, null))
                .getMessage());
    }

    private PretrainedCheckpoint with(String pooling) throws IOException {
        Path file = folder.resolve("1_Pooling/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, pooling);
        for (String name : new String[] {"config.json", "model.safetensors"}) {
            Files.write(folder.resolve(name), Files.readAllBytes(BERT.resolve(name)));
        }
        return PretrainedCheckpoint.open(folder);
    }
}
