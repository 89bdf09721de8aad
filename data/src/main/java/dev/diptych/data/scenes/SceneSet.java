package dev.diptych.data.scenes;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One split of the generated scenes.
///
/// @param scenes the scenes, in the order of the images of `pairs`
/// @param pairs their pictures, rendered when read, with their captions
public record SceneSet(List<Scene> scenes, Pairs pairs) {

    /// @param replacements whether a scene also has a caption with a shape replaced, as a further hard negative
    ///     for training
    static SceneSet of(String part, List<Scene> scenes, SceneOptions options, boolean replacements) {
        RandomKey key = RandomKey.of(options.seed()).with(part);
        List<ImageItem> images = new ArrayList<>(scenes.size());
        List<Caption> captions = new ArrayList<>();
        List<SwappedCaption> swapped = new ArrayList<>();
        for (int i = 0; i < scenes.size(); i++) {
            int image = i;
            Scene scene = scenes.get(image);
            RandomKey own = key.with(image);
            images.add(new ImageItem(
                    String.format(Locale.ROOT, "images/%s-%05d.png", part, image),
                    new SceneImage(scene, own, options.side())));
            SceneCaptions.captions(scene, own, options.captions())
                    .forEach(text -> captions.add(new Caption(image, text)));
            List<SceneCaptions.Swap> swaps = new ArrayList<>(SceneCaptions.swaps(scene, own));
            if (replacements) {
                swaps.add(SceneCaptions.replacement(scene, own));
            }
            swaps.forEach(each -> swapped.add(new SwappedCaption(image, each.caption(), each.negative(), each.kind())));
        }
        return new SceneSet(List.copyOf(scenes), new Pairs(images, captions, swapped));
    }
}
