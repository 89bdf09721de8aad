package dev.diptych.testing;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damaged copies of some inputs: bits flipped, bytes exchanged, lengths and numbers replaced by telling ones,
/// pieces cut out, doubled, moved and taken from another input, and the end cut off.
final class Mutations {

    private static final long[] TELLING = {
        0,
        1,
        -1,
        2,
        7,
        127,
        128,
        255,
        256,
        32767,
        65535,
        65536,
        1 << 24,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFFFFFFL,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final int EDGE = 1024; // location of headers and directories
    private static final int LARGEST = 1 << 20;

    private final List<byte[]> samples;
    private final RandomGenerator random;

    Mutations(List<byte[]> samples, RandomGenerator random) {
        this.samples = samples;
        this.random = random;
    }

    byte[] next() {
        byte[] bytes = sample().clone();
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes = damaged(bytes);
        }
        return bytes;
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size()));
    }

    private byte[] damaged(byte[] bytes) {
        int at = place(bytes.length);
        switch (random.nextInt(10)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3 -> bytes[at] = bytes[random.nextInt(bytes.length)];
            case 4 -> putNumber(bytes, at);
            case 5 -> {
                return digits(bytes, at);
            }
            case 6 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 7 -> { // cut out
                return joined(bytes, at, new byte[0], Math.min(bytes.length, at + length(bytes)));
            }
            case 8 -> { // double, or move here
                int from = random.nextInt(bytes.length);
                byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length(bytes)));
                return joined(bytes, at, piece, random.nextBoolean() ? at : Math.min(bytes.length, at + piece.length));
            }
            default -> { // splice: the rest of another one
                byte[] other = sample();
                if (other.length > 0) {
                    byte[] rest = Arrays.copyOfRange(other, Math.min(at, other.length - 1), other.length);
                    return joined(bytes, at, rest, bytes.length);
                }
            }
        }
        return bytes;
    }

    // Most often at the start and the end, where the structure is.
    private int place(int length) {
        int edge = Math.min(length, EDGE);
        return switch (random.nextInt(4)) {
            case 0, 1 -> random.nextInt(edge);
            case 2 -> length - 1 - random.nextInt(edge);
            default -> random.nextInt(length);
        };
    }

    private int length(byte[] bytes) {
        return 1 + random.nextInt(random.nextBoolean() ? 16 : Math.max(1, bytes.length / 4));
    }

    private void putNumber(byte[] bytes, int at) {
        long number = TELLING[random.nextInt(TELLING.length)] + random.nextInt(3) - 1;
        int width = 1 << random.nextInt(4);
        boolean littleEndian = random.nextBoolean();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (number >>> 8 * (littleEndian ? i : width - 1 - i));
        }
    }

    // Replaces digits by another number, for texts and for the octal numbers of archives.
    private byte[] digits(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        if (from == to) {
            return bytes;
        }
        byte[] number = Long.toString(Math.abs(TELLING[random.nextInt(TELLING.length)] / 2))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        if (random.nextBoolean()) { // as many digits as there were
            for (int i = 0; i < to - from; i++) {
                bytes[to - 1 - i] = i < number.length ? number[number.length - 1 - i] : (byte) '0';
            }
            return bytes;
        }
        return joined(bytes, from, number, to);
    }

    private static boolean isDigit(byte each) {
        return each >= '0' && each <= '9';
    }

    private static byte[] joined(byte[] bytes, int to, byte[] piece, int from) {
        byte[] joined = new byte[Math.min(LARGEST, to + piece.length + bytes.length - from)];
        int all = 0;
        for (byte[] part : List.of(Arrays.copyOf(bytes, to), piece, Arrays.copyOfRange(bytes, from, bytes.length))) {
            int count = Math.min(part.length, joined.length - all);
            System.arraycopy(part, 0, joined, all, count);
            all += count;
        }
        return joined;
    }
}
