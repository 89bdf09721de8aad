import dev.diptych.Diptych;

// Embeds images and texts, and scores pairs of them: examples/run EmbedAndScore MODEL IMAGE TEXT...
void main(String[] arguments) {
    List<Path> images = List.of(Path.of(arguments[1]));
    List<String> texts = List.of(arguments).subList(2, arguments.length);
    try (Diptych model = Diptych.load(arguments[0])) { // a directory, or the name of a pulled model
        float[][] imageEmbeddings = model.embedImages(images); // [N, P], unit length
        float[][] textEmbeddings = model.embedTexts(texts); // [M, P], unit length
        float[][] similarity = model.similarity(images, texts); // [N, M], cosines
        OptionalDouble match = model.matchProbability(images.get(0), texts.get(0)); // empty without a calibration
        IO.println("embeddings of %d images and %d texts".formatted(imageEmbeddings.length, textEmbeddings.length));
        IO.println("similarity %s, probability of a match %s".formatted(Arrays.deepToString(similarity), match));
    }
}
