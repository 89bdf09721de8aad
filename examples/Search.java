// Finds the images of a data set that fit a text best.
//
//   examples/run Search MODEL DATA "a dog runs on the beach"
//
// MODEL is a directory such as RUN/model, DATA a data set in any format of docs/data.md.

import dev.diptych.Diptych;
import dev.diptych.data.ImageItem;
import dev.diptych.data.format.DataSets;

void main(String[] arguments) {
    List<ImageItem> images = DataSets.read(arguments[1]).pairs().images();
    try (Diptych model = Diptych.load(arguments[0])) {
        float[][] embeddings = model.embed(images.stream().map(ImageItem::source).toList()); // [N, P]
        float[] query = model.embedText(arguments[2]); // [P]
        record Hit(String name, double cosine) {}
        IntStream.range(0, images.size())
                .mapToObj(i -> new Hit(images.get(i).name(), Diptych.cosine(embeddings[i], query)))
                .sorted(Comparator.comparing(Hit::cosine).reversed())
                .limit(10)
                .forEach(hit -> IO.println("%.3f  %s".formatted(hit.cosine(), hit.name())));
    }
}
