package dev.diptych.train.recipe;

import dev.diptych.model.Trainable;
import dev.diptych.train.recipe.yaml.Section;
import dev.diptych.train.recipe.yaml.SectionWriter;

/// The trained part of each encoder; projections and fusion are always trained.
public record TrainableParts(Trainable vision, Trainable text) {

    static TrainableParts read(Section section) {
        TrainableParts parts = new TrainableParts(read(section, "vision"), read(section, "text"));
        section.close();
        return parts;
    }

    void write(SectionWriter writer) {
        writer.put("vision", vision.words()).put("text", text.words());
    }

    private static Trainable read(Section section, String key) {
        String words = section.text(key, "all");
        return Trainable.parse(words)
                .orElseThrow(() -> section.refusal(
                        key,
                        "\"train.trainable.%s\" must be all, frozen or last N, such as last 1, found \"%s\""
                                .formatted(key, words)));
    }
}
