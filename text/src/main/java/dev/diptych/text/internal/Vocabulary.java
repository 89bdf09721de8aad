package dev.diptych.text.internal;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// All tokens of a tokenizer: the pieces of the model, ids 0 to `pieces().size() - 1`, then added tokens that are not
/// among them. Immutable.
public final class Vocabulary {

    private final List<String> pieces;
    private final List<String> tokens;
    private final List<AddedToken> added;
    private final Map<String, Integer> ids;

    private Vocabulary(List<String> pieces, List<String> tokens, List<AddedToken> added, Map<String, Integer> ids) {
        this.pieces = pieces;
        this.tokens = tokens;
        this.added = added;
        this.ids = ids;
    }

    /// Creates a vocabulary in which the id of a piece is its index.
    ///
    /// @param where position of a piece for messages, for example `vocab.txt:7`
    public static Vocabulary of(List<String> pieces, Collection<AddedToken> added, String source, Place where) {
        Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
        for (int id = 0; id < pieces.size(); id++) {
            if (pieces.get(id).indexOf('\n') >= 0 || pieces.get(id).indexOf('\r') >= 0) {
                throw new InvalidInputException(
                        "%s: the token contains a line break, which vocab.txt does not support; remove it"
                                .formatted(where.of(id)));
            }
            Integer earlier = ids.putIfAbsent(pieces.get(id), id);
            if (earlier != null) {
                throw new InvalidInputException("%s: the token \"%s\" was already given by %s; remove one of them"
                        .formatted(where.of(id), pieces.get(id), where.of(earlier)));
            }
        }
        List<AddedToken> inOrder =
                added.stream().sorted((a, b) -> Integer.compare(a.id(), b.id())).toList();
        List<String> tokens = new ArrayList<>(pieces);
        for (AddedToken token : inOrder) {
            if (token.id() == tokens.size() && !ids.containsKey(token.content())) {
                ids.put(token.content(), token.id());
                tokens.add(token.content());
            } else if (!Integer.valueOf(token.id()).equals(ids.get(token.content()))) {
                throw new InvalidInputException(
                        "%s: the added token \"%s\" has the id %d, but %s; use the id of its position in the vocabulary"
                                .formatted(
                                        source,
                                        token.content(),
                                        token.id(),
                                        ids.containsKey(token.content())
                                                ? "the vocabulary gives it %d".formatted(ids.get(token.content()))
                                                : "the next free id is %d".formatted(tokens.size())));
            }
        }
        return new Vocabulary(List.copyOf(pieces), List.copyOf(tokens), inOrder, Map.copyOf(ids));
    }

    /// Returns the position of a piece in its file, by id.
    @FunctionalInterface
    public interface Place {
        String of(int id);
    }

    public List<String> pieces() {
        return pieces;
    }

    public List<AddedToken> added() {
        return added;
    }

    public int size() {
        return tokens.size();
    }

    /// Returns the added token with this id, or null if it is a piece.
    @Nullable
    public AddedToken addedToken(int id) {
        for (AddedToken token : added) {
            if (token.id() == id) {
                return token;
            }
        }
        return null;
    }

    public String token(int id) {
        return tokens.get(id);
    }

    public List<String> tokens(IntList ids) {
        List<String> found = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            found.add(token(ids.get(i)));
        }
        return found;
    }

    /// @throws IllegalArgumentException for an unknown id
    public void requireId(int id) {
        if (id < 0 || id >= size()) {
            throw new IllegalArgumentException(
                    "The id %d is outside the vocabulary of %d tokens".formatted(id, size()));
        }
    }

    /// Checks that every special token has an id.
    ///
    /// @param source where they were searched
    public void requireSpecial(List<String> special, String source) {
        for (String token : special) {
            if (id(token).isEmpty()) {
                throw new InvalidInputException(
                        "%s: the special token \"%s\" is missing; add it to the vocabulary, or name the token that represents it in tokenizer_config.json"
                                .formatted(source, token));
            }
        }
    }

    public OptionalInt id(String token) {
        @Nullable Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
