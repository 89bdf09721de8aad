package dev.diptych.export.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;

/// One of the exported files in ONNX Runtime.
public record OnnxSession(OrtEnvironment environment, OrtSession session) implements AutoCloseable {

    public static OnnxSession open(Path file) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        return new OnnxSession(environment, environment.createSession(file.toString()));
    }

    public float[] images(float[] pixels, long... shape) throws OrtException {
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape)) {
            return run(Map.of("pixel_values", input));
        }
    }

    public float[] texts(long[] ids, long[] mask, long... shape) throws OrtException {
        try (OnnxTensor first = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor second = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape)) {
            return run(Map.of("input_ids", first, "attention_mask", second));
        }
    }

    private float[] run(Map<String, OnnxTensor> inputs) throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] copy = new float[values.remaining()];
            values.get(copy);
            return copy;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
