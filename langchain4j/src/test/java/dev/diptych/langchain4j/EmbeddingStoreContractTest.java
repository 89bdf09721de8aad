package dev.diptych.langchain4j;

import dev.diptych.Diptych;
import dev.diptych.index.Index;
import dev.diptych.index.SearchKind;
import dev.diptych.testing.GoldenModel;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// LangChain4j's own tests of adding, searching and filtering, each on a new index.
@SuppressWarnings("NullAway.Init") // set before each test
class EmbeddingStoreContractTest extends EmbeddingStoreWithFilteringIT {

    @TempDir
    private Path folder;

    private Diptych model;
    private Index index;

    @Override
    protected void ensureStoreIsReady() { // first of all before each test
        try {
            model = Diptych.load(GoldenModel.write(folder, 9, 91));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        index = Index.create(folder.resolve("index"), model.indexSettings(SearchKind.EXACT));
    }

    @AfterEach
    void closeIndex() {
        index.close();
        model.close();
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
        return DiptychEmbeddingStore.of(model, index);
    }

    @Override
    protected boolean supportsContains() {
        return true;
    }

    @Override
    protected EmbeddingModel embeddingModel() {
        return new RandomEmbeddings(model.dimensions());
    }
}
