package dev.diptych.data.batch;

/// How a loader uses the machine, and what it bears. Nothing here changes what a batch holds.
///
/// @param threads threads that decode, resample and tokenise
/// @param ahead batches that may be begun before the step takes them; bounds the memory
/// @param cacheBytes bytes of images kept, as they are before anything random happens to them, so that later epochs
///     need not decode them; 0 for none
/// @param unreadableShare the share of the images, 0 to 1, that may be unreadable before the stream stops
/// @param aheadBytes the most bytes of images that may be read before the step asks for their batch, about;
///     [#UNLIMITED] for as many batches as `ahead` says
public record LoaderSettings(int threads, int ahead, long cacheBytes, double unreadableShare, long aheadBytes) {

    /// No bound on the bytes that are read ahead.
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final int WHOLE_BATCH = 1 << 30;
    private static final int SMALL_BLOCK = 1 << 24;

    private static final int MOST_THREADS = 8;
    private static final long GIBIBYTE = 1L << 30;

    public LoaderSettings {
        if (threads < 1 || ahead < 1 || cacheBytes < 0 || aheadBytes < 0) {
            throw new IllegalArgumentException(
                    "A loader needs at least 1 thread and 1 batch ahead, not %d and %d".formatted(threads, ahead));
        }
        if (!(unreadableShare >= 0 && unreadableShare <= 1)) {
            throw new IllegalArgumentException("A share is from 0 to 1, not " + unreadableShare);
        }
    }

    /// Without a bound on the bytes that are read ahead.
    public LoaderSettings(int threads, int ahead, long cacheBytes, double unreadableShare) {
        this(threads, ahead, cacheBytes, unreadableShare, UNLIMITED);
    }

    /// The same with this bound on the bytes that are read ahead.
    public LoaderSettings withAheadBytes(long bytes) {
        return new LoaderSettings(threads, ahead, cacheBytes, unreadableShare, bytes);
    }

    // The most parts of so many bytes that are read ahead.
    int partsAhead(long partBytes) {
        return (int) Math.clamp(aheadBytes / partBytes, 1, Integer.MAX_VALUE);
    }

    // Memory is taken in pieces of this size: one for a batch of ordinary size, small ones where bytes are bounded.
    int blockBytes() {
        return aheadBytes == UNLIMITED ? WHOLE_BATCH : SMALL_BLOCK;
    }

    /// A thread a processor (at most 8), 4 batches ahead, 1 GiB of cache (at most a quarter of the Java heap), and 5 %
    /// of the images may be unreadable.
    public static LoaderSettings defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        long cache = Math.min(GIBIBYTE, Runtime.getRuntime().maxMemory() / 4);
        return new LoaderSettings(Math.min(MOST_THREADS, processors), 4, cache, 0.05);
    }
}
