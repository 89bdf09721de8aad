package dev.diptych.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.diptych.base.RandomKey;
import dev.diptych.model.ImageInput;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextInput;
import dev.diptych.text.TokenBatch;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/// Runs the two files in ONNX Runtime, on random images and on random texts of many lengths, and compares the outputs
/// with those of libtorch.
record OnnxComparison(ImageTextModel model, Path directory) {

    private static final RandomKey KEY = RandomKey.of(17);
    private static final int[] IMAGES = {1, 3};

    List<EncoderDifference> run() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "diptych");
        try {
            return List.of(
                    new EncoderDifference("vision", vision(environment)),
                    new EncoderDifference("text", text(environment)));
        } catch (OrtException failure) {
            throw new IllegalStateException(
                    directory + ": ONNX Runtime cannot run the exported files: " + failure.getMessage(), failure);
        }
    }

    private double vision(OrtEnvironment environment) throws OrtException {
        double largest = 0;
        try (OrtSession session = open(environment, OnnxFormat.VISION)) {
            int side = model.encoder().vision().config().imageSize();
            for (int images : IMAGES) {
                long[] shape = {images, 3, side, side};
                try (TensorScope _ = TensorScope.open()) {
                    Tensor pixels = Tensors.normal(KEY.with("images").with(images), 1, shape); // [N, 3, S, S]
                    Tensor wanted = model.encoder()
                            .encodeImages(new ImageInput.Pixels(pixels), false)
                            .embeddings(); // [N, P]
                    try (OnnxTensor input =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(Tensors.floats(pixels)), shape)) {
                        largest = Math.max(largest, difference(session, Map.of(OnnxFormat.PIXELS, input), wanted));
                    }
                }
            }
        }
        return largest;
    }

    private double text(OrtEnvironment environment) throws OrtException {
        double largest = 0;
        try (OrtSession session = open(environment, OnnxFormat.TEXT)) {
            for (int[] lengths : lengths(model.longestText())) {
                TokenBatch texts = random(lengths, KEY.with("texts").generator());
                long[] shape = {texts.size(), texts.length()};
                try (TensorScope _ = TensorScope.open();
                        OnnxTensor ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(texts.ids()), shape);
                        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(texts.mask()), shape)) {
                    Tensor wanted = model.encoder()
                            .encodeTexts(TextInput.of(texts, null), false, false)
                            .embeddings(); // [M, P]
                    Map<String, OnnxTensor> inputs = Map.of(OnnxFormat.IDS, ids, OnnxFormat.MASK, mask);
                    largest = Math.max(largest, difference(session, inputs, wanted));
                }
            }
        }
        return largest;
    }

    /// Text lengths of each batch: single and mixed, including the longest and the shortest, so that some rows are
    /// padded.
    static List<int[]> lengths(int longest) {
        int middle = Math.max(1, longest / 2);
        int few = Math.min(3, longest);
        return List.of(
                new int[] {1}, new int[] {longest}, new int[] {few, middle}, new int[] {longest, 1, middle, few});
    }

    // Random texts, each terminated by the end token, padded to the longest.
    private TokenBatch random(int[] lengths, RandomGenerator random) {
        int length = Arrays.stream(lengths).max().orElseThrow();
        int end = model.tokenizer().endId();
        long[] ids = new long[lengths.length * length]; // [M, T]
        long[] mask = new long[ids.length]; // [M, T]
        Arrays.fill(ids, model.tokenizer().padId());
        for (int m = 0; m < lengths.length; m++) {
            for (int t = 0; t < lengths[m]; t++) {
                int drawn = random.nextInt(model.tokenizer().vocabularySize());
                ids[m * length + t] = t == lengths[m] - 1 ? end : drawn == end ? 0 : drawn;
                mask[m * length + t] = 1;
            }
        }
        return new TokenBatch(lengths.length, length, ids, mask);
    }

    private OrtSession open(OrtEnvironment environment, String file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Libtorch.threads());
            return environment.createSession(directory.resolve(file).toString(), options);
        }
    }

    // The largest difference between the output of the session and `wanted`.
    private static double difference(OrtSession session, Map<String, OnnxTensor> inputs, Tensor wanted)
            throws OrtException {
        float[] expected = Tensors.floats(wanted);
        try (OrtSession.Result result = session.run(inputs)) {
            OnnxTensor output = (OnnxTensor) result.get(0); // closed with the result
            FloatBuffer given = output.getFloatBuffer();
            if (!Arrays.equals(output.getInfo().getShape(), Tensors.shape(wanted))) {
                throw new IllegalStateException("ONNX Runtime returns "
                        + Arrays.toString(output.getInfo().getShape()) + " but libtorch returns "
                        + Arrays.toString(Tensors.shape(wanted)));
            }
            double largest = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Math.abs(given.get(i) - expected[i])); // NaN stays
            }
            return largest;
        }
    }
}
