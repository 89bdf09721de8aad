package dev.diptych.train.recipe;

import java.util.List;

/// How slowly AdamW's running means of the gradient and of its square forget.
public record Betas(double first, double second) {

    static Betas of(List<Double> pair) {
        return new Betas(pair.getFirst(), pair.getLast());
    }
}
