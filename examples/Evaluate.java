// Evaluates a model on a data set: retrieval in both directions, consistency, matching and composition.
//
//   examples/run Evaluate MODEL DATA

import dev.diptych.Diptych;
import dev.diptych.data.format.DataSets;

void main(String[] arguments) {
    try (Diptych model = Diptych.load(arguments[0])) {
        model.evaluate(DataSets.read(arguments[1]).pairs())
                .forEach((name, value) -> IO.println("%-36s %.4f".formatted(name, value)));
    }
}
