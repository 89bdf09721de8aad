package dev.diptych.model.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds a tensor whose name has the prefix of a class around the model: `module.` (data-parallel training), `model.`
/// (a Lightning module), `clip.` (a model with a CLIP model as a part), or two of them.
public final class TensorNames {

    private static final List<String> WRAPPERS = List.of("module.", "model.", "clip.");
    private static final List<String> PREFIXES = prefixes();

    private TensorNames() {}

    private static List<String> prefixes() {
        List<String> prefixes = new ArrayList<>(List.of(""));
        prefixes.addAll(WRAPPERS);
        for (String outer : WRAPPERS) {
            WRAPPERS.forEach(inner -> prefixes.add(outer + inner));
        }
        return List.copyOf(prefixes);
    }

    /// Returns the first of these spellings that exists, the plain name before a prefixed one.
    ///
    /// @param spellings possible names, in order of preference
    /// @param exists whether a tensor of this name exists
    public static @Nullable String find(List<String> spellings, Predicate<String> exists) {
        for (String prefix : PREFIXES) {
            for (String spelling : spellings) {
                if (exists.test(prefix + spelling)) {
                    return prefix + spelling;
                }
            }
        }
        return null;
    }
}
