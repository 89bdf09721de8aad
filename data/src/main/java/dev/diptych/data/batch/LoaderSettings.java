package dev.diptych.data.batch;

/// Resources and error tolerance of a loader. They do not affect the contents of the batches.
///
/// @param threads threads that decode, resample and tokenise
/// @param ahead number of batches that may be started in advance; bounds the memory
/// @param cacheBytes size of the cache of images before augmentation, in bytes, so that later epochs need not decode
///     them; 0 for none
/// @param unreadableShare fraction of the images, 0 to 1, that may be unreadable before the stream fails
/// @param aheadBytes approximate maximum of image bytes that are read in advance; [#UNLIMITED] for `ahead` only
public record LoaderSettings(int threads, int ahead, long cacheBytes, double unreadableShare, long aheadBytes) {

    /// No limit on the bytes that are read in advance.
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

    /// Creates settings without a limit on the bytes that are read in advance.
    public LoaderSettings(int threads, int ahead, long cacheBytes, double unreadableShare) {
        this(threads, ahead, cacheBytes, unreadableShare, UNLIMITED);
    }

    /// Returns these settings with a limit on the bytes that are read in advance.
    public LoaderSettings withAheadBytes(long bytes) {
        return new LoaderSettings(threads, ahead, cacheBytes, unreadableShare, bytes);
    }

    // Maximum number of parts of this size that are read in advance.
    int partsAhead(long partBytes) {
        return (int) Math.clamp(aheadBytes / partBytes, 1, Integer.MAX_VALUE);
    }

    // Memory is allocated in blocks of this size: one for a typical batch, small ones if the bytes are limited.
    int blockBytes() {
        return aheadBytes == UNLIMITED ? WHOLE_BATCH : SMALL_BLOCK;
    }

    /// One thread per processor (at most 8), 4 batches in advance, 1 GiB of cache (at most a quarter of the Java
    /// heap), and a tolerance of 5 % unreadable images.
    public static LoaderSettings defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        long cache = Math.min(GIBIBYTE, Runtime.getRuntime().maxMemory() / 4);
        return new LoaderSettings(Math.min(MOST_THREADS, processors), 4, cache, 0.05);
    }
}
