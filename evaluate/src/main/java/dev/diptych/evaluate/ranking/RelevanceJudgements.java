package dev.diptych.evaluate.ranking;

import dev.diptych.base.ContentDigest;
import dev.diptych.data.Pairs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Graded relevance of images and captions to each other, in addition to or in place of the pairs
/// of the data: extended positives as in CxC (Parekh et al., 2021) and ECCV Caption (Chun et al.,
/// 2022), or graded judgements as in TREC.
///
/// Only queries with a judgement above 0 are evaluated; candidates without a judgement are not
/// relevant.
///
/// @param ofTexts images for texts as queries; null if there is no judgement in this direction
/// @param ofImages texts for images as queries, likewise
/// @param digest checksum of all judgements
public record RelevanceJudgements(
        @Nullable Relevance ofTexts, @Nullable Relevance ofImages, String digest) {

    /// A judgement.
    ///
    /// @param ofText whether it judges images for a text as query
    /// @param ofImage whether it judges texts for an image as query
    /// @param image name of the image
    /// @param caption the text
    /// @param number number of the caption among those of `captionImage`, from 0; −1 for every
    ///     caption with this text
    /// @param captionImage name of the image of the caption; empty for every image that has it
    /// @param grade relevant if above 0
    record GradedPair(
            boolean ofText,
            boolean ofImage,
            String image,
            String caption,
            int number,
            String captionImage,
            float grade) {}

    /// The judgements of a data set; those of images that it lacks are left out.
    static RelevanceJudgements of(List<GradedPair> judgements, Pairs pairs) {
        Map<String, Integer> images = new HashMap<>();
        for (int i = 0; i < pairs.images().size(); i++) {
            images.put(pairs.image(i).name(), i);
        }
        Map<Integer, List<Integer>> captionsOfGroup = new HashMap<>();
        for (int caption = 0; caption < pairs.captions().size(); caption++) {
            captionsOfGroup
                    .computeIfAbsent(pairs.captionGroup(caption), _ -> new ArrayList<>())
                    .add(caption);
        }
        Sides texts = new Sides(pairs.captions().size());
        Sides imageQueries = new Sides(pairs.images().size());
        ContentDigest digest = new ContentDigest();
        for (GradedPair each : judgements) {
            digest.text(each.toString());
            Integer image = images.get(each.image());
            List<Integer> captions = captions(each, pairs, images, captionsOfGroup);
            if (image == null || !(each.grade() > 0)) {
                continue;
            }
            for (int caption : captions) {
                if (each.ofText()) {
                    texts.put(caption, image, each.grade());
                }
                if (each.ofImage()) {
                    imageQueries.put(image, caption, each.grade());
                }
            }
        }
        return new RelevanceJudgements(texts.relevance(), imageQueries.relevance(), digest.hexadecimal());
    }

    private static List<Integer> captions(
            GradedPair each, Pairs pairs, Map<String, Integer> images, Map<Integer, List<Integer>> captionsOfGroup) {
        if (each.number() < 0) {
            return captionsOfGroup.getOrDefault(pairs.groupOf(each.caption()), List.of());
        }
        Integer image = images.get(each.captionImage());
        return image == null ? List.of() : List.of(pairs.captionsOf(image)[each.number()]);
    }

    /// The relevant candidates of all queries of a direction.
    private static final class Sides {
        private final List<@Nullable Map<Integer, Float>> ofQuery;
        private boolean any;

        Sides(int queries) {
            ofQuery = new ArrayList<>(Collections.nCopies(queries, null));
        }

        void put(int query, int candidate, float grade) {
            Map<Integer, Float> known = ofQuery.get(query);
            if (known == null) {
                known = new LinkedHashMap<>();
                ofQuery.set(query, known);
            }
            known.put(candidate, grade);
            any = true;
        }

        @Nullable
        Relevance relevance() {
            if (!any) {
                return null;
            }
            int[][] candidates = new int[ofQuery.size()][];
            float[][] grades = new float[ofQuery.size()][];
            for (int q = 0; q < candidates.length; q++) {
                Map<Integer, Float> known = ofQuery.get(q);
                Map<Integer, Float> all = known == null ? Map.of() : known;
                candidates[q] = new int[all.size()];
                grades[q] = new float[all.size()];
                int next = 0;
                for (Map.Entry<Integer, Float> each : all.entrySet()) {
                    candidates[q][next] = each.getKey();
                    grades[q][next++] = each.getValue();
                }
            }
            return new Relevance.Graded(candidates, grades);
        }
    }
}
