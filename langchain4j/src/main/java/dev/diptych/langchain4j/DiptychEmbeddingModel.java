package dev.diptych.langchain4j;

import dev.diptych.Diptych;
import dev.diptych.data.ImageSource;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Embeds texts and images with a Diptych model, in this process. Both have embeddings in the same
/// space, of length 1, so that a text finds images.
///
/// ```java
/// EmbeddingModel embeddings = new DiptychEmbeddingModel(model);
/// Embedding text = embeddings.embed("a dog on a beach").content();
/// Embedding image = embeddings.embed(EmbeddingRequest.builder()
///         .inputs(List.of(EmbeddingInput.from(ImageContent.from(Path.of("dog.jpg"), "image/jpeg"))))
///         .build()).embeddings().getFirst();
/// ```
///
/// The embedding of an input with several contents is the sum of theirs, scaled to length 1.
/// Images are bytes in base64, or at `file:` and `data:` addresses. Parameters of a request, such
/// as its dimensions, are not supported.
///
/// Thread-safe. Does not close the model.
public final class DiptychEmbeddingModel implements EmbeddingModel {

    private final Diptych model;

    /// @param model stays open as long as this is used
    public DiptychEmbeddingModel(Diptych model) {
        this.model = model;
    }

    /// The width P of an embedding.
    @Override
    public int dimension() {
        return model.dimensions();
    }

    /// The location of the model.
    @Override
    public String modelName() {
        return model.location();
    }

    @Override
    public Set<ContentType> supportedContentTypes() {
        return Set.of(ContentType.TEXT, ContentType.IMAGE);
    }

    /// Embeds the inputs of a request in one batch.
    ///
    /// @throws UnsupportedFeatureException if an image is at an address that would have to be
    ///     fetched
    /// @throws dev.diptych.base.InvalidInputException if an image cannot be read
    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        List<String> texts = new ArrayList<>();
        List<ImageSource> images = new ArrayList<>();
        for (EmbeddingInput input : request.inputs()) {
            for (Content content : input.contents()) {
                switch (content) {
                    case TextContent text -> texts.add(text.text());
                    case ImageContent image -> images.add(ContentImages.source(image.image()));
                    default ->
                        throw new UnsupportedFeatureException(
                                "this model embeds texts and images, not " + content.type());
                }
            }
        }
        float[][] ofTexts = model.embedTexts(texts);
        float[][] ofImages = model.embed(images);
        List<Embedding> embeddings = new ArrayList<>();
        int text = 0;
        int image = 0;
        for (EmbeddingInput input : request.inputs()) {
            List<float[]> parts = new ArrayList<>();
            for (Content content : input.contents()) {
                parts.add(content instanceof TextContent ? ofTexts[text++] : ofImages[image++]);
            }
            embeddings.add(sum(parts));
        }
        EmbeddingResponseMetadata metadata = EmbeddingResponseMetadata.builder()
                .modelName(modelName())
                .tokenUsage(
                        new TokenUsage(Arrays.stream(model.countTokens(texts)).sum()))
                .build();
        return EmbeddingResponse.builder()
                .embeddings(embeddings)
                .metadata(metadata)
                .build();
    }

    private static Embedding sum(List<float[]> parts) {
        if (parts.size() == 1) {
            return Embedding.from(parts.getFirst());
        }
        float[] sum = new float[parts.getFirst().length];
        for (float[] part : parts) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        Embedding embedding = Embedding.from(sum);
        embedding.normalize();
        return embedding;
    }
}
