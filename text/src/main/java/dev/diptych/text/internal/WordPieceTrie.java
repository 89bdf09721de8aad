package dev.diptych.text.internal;

import java.util.Arrays;
import java.util.List;

/// Pieces of a vocabulary as two tries over UTF-16 units, one for the beginning of a word and one for its continuation
/// (pieces written with `##`), in one open-addressing table. Immutable.
public final class WordPieceTrie {

    public static final String CONTINUATION = "##";
    static final int NONE = -1;

    private static final int BEGINNING_ROOT = 0;
    private static final int CONTINUATION_ROOT = 1;
    private static final long EMPTY = -1;

    private long[] keys = new long[1 << 12]; // node << 16 | unit
    private int[] children = new int[1 << 12];
    private int[] pieces = {NONE, NONE}; // the id that ends at a node
    private int nodes = 2;

    /// @param tokens by id; the first of equal ones is used
    public WordPieceTrie(List<String> tokens) {
        Arrays.fill(keys, EMPTY);
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            boolean continues = token.startsWith(CONTINUATION);
            insert(token, continues ? CONTINUATION.length() : 0, continues ? CONTINUATION_ROOT : BEGINNING_ROOT, id);
        }
    }

    private void insert(String token, int start, int root, int id) {
        int node = root;
        for (int i = start; i < token.length(); i++) {
            long key = key(node, token.charAt(i));
            int slot = slot(keys, key);
            if (keys[slot] == EMPTY) {
                keys[slot] = key;
                children[slot] = nodes;
                if (nodes == pieces.length) {
                    pieces = Arrays.copyOf(pieces, 2 * nodes);
                }
                pieces[nodes++] = NONE;
                node = nodes - 1;
                if (nodes * 2 > keys.length) {
                    grow();
                }
            } else {
                node = children[slot];
            }
        }
        if (token.length() > start && pieces[node] == NONE) {
            pieces[node] = id;
        }
    }

    private void grow() {
        long[] largerKeys = new long[2 * keys.length];
        int[] largerChildren = new int[2 * keys.length];
        Arrays.fill(largerKeys, EMPTY);
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != EMPTY) {
                int slot = slot(largerKeys, keys[i]);
                largerKeys[slot] = keys[i];
                largerChildren[slot] = children[i];
            }
        }
        keys = largerKeys;
        children = largerChildren;
    }

    private static long key(int node, char unit) {
        return ((long) node << 16) | unit;
    }

    private static int slot(long[] keys, long key) {
        int slot = (int) ((key * 0x9e3779b97f4a7c15L) >>> 33) & (keys.length - 1);
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    /// Splits a word greedily into the longest pieces and appends their ids, or only `unknown` if that fails.
    public void append(char[] text, int start, int end, int unknown, IntList ids) {
        int before = ids.size();
        int from = start;
        while (from < end) {
            int node = from == start ? BEGINNING_ROOT : CONTINUATION_ROOT;
            int piece = NONE;
            int pieceEnd = from;
            for (int i = from; i < end; i++) {
                int slot = slot(keys, key(node, text[i]));
                if (keys[slot] == EMPTY) {
                    break;
                }
                node = children[slot];
                if (pieces[node] != NONE) {
                    piece = pieces[node];
                    pieceEnd = i + 1;
                }
            }
            if (piece == NONE) {
                ids.truncate(before);
                ids.add(unknown);
                return;
            }
            ids.add(piece);
            from = pieceEnd;
        }
    }
}
