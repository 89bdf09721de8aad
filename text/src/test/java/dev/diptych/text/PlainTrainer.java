package dev.diptych.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rule of [WordPieceTrainer] without its bookkeeping, for words of one corpus.
final class PlainTrainer {

    private PlainTrainer() {}

    static List<String> build(List<String> words, int size) {
        Set<Integer> characters = new TreeSet<>();
        List<List<String>> cuts = new ArrayList<>();
        for (String word : words) {
            List<String> cut = new ArrayList<>();
            word.codePoints().forEach(character -> {
                characters.add(character);
                cut.add((cut.isEmpty() ? "" : "##") + Character.toString(character));
            });
            cuts.add(cut);
        }
        Set<String> tokens = new LinkedHashSet<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        characters.forEach(character -> tokens.add(Character.toString(character)));
        characters.forEach(character -> tokens.add("##" + Character.toString(character)));
        while (tokens.size() < size) {
            Map<String, Integer> counts = new TreeMap<>(); // "left right": a space sorts before every character
            for (List<String> cut : cuts) {
                for (int i = 0; i + 1 < cut.size(); i++) {
                    counts.merge(cut.get(i) + " " + cut.get(i + 1), 1, Integer::sum);
                }
            }
            String best = "";
            for (Map.Entry<String, Integer> entry : counts.entrySet()) {
                if (best.isEmpty() || entry.getValue() > counts.getOrDefault(best, 0)) {
                    best = entry.getKey();
                }
            }
            if (best.isEmpty()) {
                break;
            }
            String left = best.substring(0, best.indexOf(' '));
            String right = best.substring(best.indexOf(' ') + 1);
            String joined = left + right.substring(2);
            tokens.add(joined);
            for (List<String> cut : cuts) {
                for (int i = 0; i + 1 < cut.size(); i++) {
                    if (cut.get(i).equals(left) && cut.get(i + 1).equals(right)) {
                        cut.set(i, joined);
                        cut.remove(i + 1);
                    }
                }
            }
        }
        return List.copyOf(tokens);
    }
}
