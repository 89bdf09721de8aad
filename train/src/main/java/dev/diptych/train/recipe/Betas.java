package dev.diptych.train.recipe;

import java.util.List;

/// Decay rates of AdamW's running means of the gradient and its square.
public record Betas(double first, double second) {

    static Betas of(List<Double> pair) {
        return new Betas(pair.getFirst(), pair.getLast());
    }
}
