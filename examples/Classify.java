// Classifies an image by texts, zero-shot.
//
//   examples/run Classify MODEL IMAGE "a photo of a dog" "a photo of a cat"

import dev.diptych.Diptych;

void main(String[] arguments) {
    List<String> texts = List.of(arguments).subList(2, arguments.length);
    try (Diptych model = Diptych.load(arguments[0])) {
        float[] probabilities = model.classify(Path.of(arguments[1]), texts); // [M], sum 1
        for (int i = 0; i < probabilities.length; i++) {
            IO.println("%5.1f %%  %s".formatted(100 * probabilities[i], texts.get(i)));
        }
    }
}
