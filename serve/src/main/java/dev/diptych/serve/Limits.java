package dev.diptych.serve;

import dev.diptych.base.InvalidInputException;
import java.time.Duration;

/// Limits that protect the server.
///
/// @param bodyBytes maximum size of a request's body
/// @param imageBytes maximum size of an encoded image
/// @param imagePixels maximum number of pixels of an image
/// @param inputs maximum number of inputs of a request
/// @param queuedTexts maximum number of texts that wait for the model
/// @param queuedImages maximum number of images that wait for the model or are decoded
/// @param batch maximum number of inputs that the model computes together
/// @param batchDelay time for which an input waits for others
/// @param timeout maximum duration of a request
/// @param connections maximum number of connections
public record Limits(
        int bodyBytes,
        int imageBytes,
        long imagePixels,
        int inputs,
        int queuedTexts,
        int queuedImages,
        int batch,
        Duration batchDelay,
        Duration timeout,
        int connections) {

    private static final int MEBIBYTE = 1 << 20;

    /// @throws InvalidInputException if a limit is not positive
    public Limits {
        if (bodyBytes < 1
                || imageBytes < 1
                || imagePixels < 1
                || inputs < 1
                || queuedTexts < 1
                || queuedImages < 1
                || batch < 1
                || connections < 1
                || batchDelay.isNegative()
                || timeout.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidInputException("the limits of the server must be positive");
        }
    }

    /// The limits unless options change them: bodies of 32 MiB, images of 10 MiB and 40 million
    /// pixels, 2,048 inputs, 4,096 waiting texts and 512 waiting images, batches of 32 after at most 2
    /// ms, 30 s, 1,024 connections.
    public static Limits defaults() {
        return new Limits(
                32 * MEBIBYTE,
                10 * MEBIBYTE,
                40_000_000,
                2048,
                4096,
                512,
                32,
                Duration.ofMillis(2),
                Duration.ofSeconds(30),
                1024);
    }
}
