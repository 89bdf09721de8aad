package dev.diptych.torch;

import dev.diptych.base.RandomKey;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Creates tensors from Java values and reads them back. Every tensor is on the CPU, contiguous and row-major.
public final class Tensors {

    private Tensors() {}

    /// Creates a float32 tensor with a copy of `values`.
    public static Tensor of(float[] values, long... shape) {
        checkCount(values.length, shape);
        Tensor tensor = empty(ScalarType.Float, shape);
        if (values.length > 0) {
            FloatBuffer buffer = tensor.createBuffer();
            buffer.put(values);
        }
        return tensor;
    }

    /// Creates a float64 tensor with a copy of `values`.
    public static Tensor of(double[] values, long... shape) {
        checkCount(values.length, shape);
        Tensor tensor = empty(ScalarType.Double, shape);
        if (values.length > 0) {
            DoubleBuffer buffer = tensor.createBuffer();
            buffer.put(values);
        }
        return tensor;
    }

    /// Creates an int64 tensor with a copy of `values`.
    public static Tensor of(long[] values, long... shape) {
        checkCount(values.length, shape);
        Tensor tensor = empty(ScalarType.Long, shape);
        if (values.length > 0) {
            LongBuffer buffer = tensor.createBuffer();
            buffer.put(values);
        }
        return tensor;
    }

    /// Creates an int64 vector with a copy of `values`, for use as an index.
    public static Tensor index(int[] values) {
        long[] widened = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            widened[i] = values[i];
        }
        return of(widened, values.length);
    }

    /// Creates a boolean tensor: true where `values` is not zero.
    public static Tensor mask(long[] values, long... shape) {
        return of(values, shape).ne(new Scalar(0L));
    }

    /// Creates a boolean tensor with a copy of `values`.
    public static Tensor mask(boolean[] values, long... shape) {
        long[] numbers = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = values[i] ? 1 : 0;
        }
        return mask(numbers, shape);
    }

    /// Creates a uint8 tensor with a copy of `values`.
    public static Tensor bytes(byte[] values, long... shape) {
        checkCount(values.length, shape);
        Tensor tensor = empty(ScalarType.Byte, shape);
        java.nio.ByteBuffer buffer = tensor.createBuffer();
        buffer.put(values);
        return tensor;
    }

    /// Creates a float32 scalar, shape [].
    public static Tensor scalar(double value) {
        return of(new float[] {(float) value});
    }

    /// Writes the values of one row of a tensor.
    public interface RowWriter {

        /// @param target with room for exactly the values of a row
        void write(int row, FloatBuffer target);
    }

    /// Creates a float32 tensor whose rows, along its first dimension, are written by `writer`, concurrently on
    /// several threads.
    public static Tensor ofRows(RowWriter writer, long... shape) {
        Tensor tensor = empty(ScalarType.Float, shape);
        int rows = Math.toIntExact(shape[0]);
        long bytes = tensor.numel() / Math.max(1, rows) * Float.BYTES;
        MemorySegment memory = memory(tensor);
        IntStream.range(0, rows)
                .parallel()
                .forEach(row -> writer.write(
                        row,
                        memory.asSlice(row * bytes, bytes)
                                .asByteBuffer()
                                .order(ByteOrder.nativeOrder())
                                .asFloatBuffer()));
        return tensor;
    }

    public static Tensor zeros(long... shape) {
        return empty(ScalarType.Float, shape).zero_();
    }

    /// Creates zeros of another tensor's type.
    public static Tensor zerosLike(Tensor tensor, long... shape) {
        return torch.zeros(shape, tensor.options());
    }

    public static Tensor ones(long... shape) {
        return empty(ScalarType.Float, shape).fill_(new Scalar(1.0));
    }

    /// Draws float32 values from a normal distribution with mean 0; equal keys give equal tensors.
    public static Tensor normal(RandomKey key, double standardDeviation, long... shape) {
        Libtorch.seed(key);
        Tensor tensor = empty(ScalarType.Float, shape);
        tensor.normal_(0.0, standardDeviation, new org.bytedeco.pytorch.GeneratorOptional());
        return tensor;
    }

    /// Creates a float32 tensor that shares the memory of a direct buffer, starting at its position. The caller
    /// must keep the buffer reachable and unchanged while the tensor is in use.
    public static Tensor view(FloatBuffer direct, long... shape) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("a tensor can only share the memory of a direct buffer");
        }
        checkCount(direct.remaining(), shape);
        return torch.from_blob(new FloatPointer(direct), shape);
    }

    /// Returns the values of a contiguous float32 tensor of less than 2 GiB; the memory is shared and valid only
    /// while the tensor lives.
    public static FloatBuffer buffer(Tensor tensor) {
        return tensor.createBuffer();
    }

    /// Returns the bytes of a contiguous tensor of less than 2 GiB, as in memory; the memory is shared and valid
    /// only while the tensor lives.
    public static java.nio.ByteBuffer bytes(Tensor tensor) {
        long size = Math.multiplyExact(tensor.numel(), (long) tensor.element_size());
        return new org.bytedeco.javacpp.BytePointer(tensor.data_ptr())
                .capacity(size)
                .asByteBuffer();
    }

    /// Returns the memory of a contiguous tensor of any size; it is shared and valid only while the tensor lives.
    public static MemorySegment memory(Tensor tensor) {
        if (tensor.numel() == 0) {
            return MemorySegment.NULL; // libtorch has no address for it
        }
        return MemorySegment.ofAddress(tensor.data_ptr().address())
                .reinterpret(Math.multiplyExact(tensor.numel(), (long) tensor.element_size()));
    }

    public static long[] shape(Tensor tensor) {
        long[] shape = new long[(int) tensor.dim()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }

    /// Returns a copy of the values as float32, whatever the floating type of the tensor.
    public static float[] floats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            Tensor plain = tensor.detach().to(ScalarType.Float).contiguous();
            FloatBuffer buffer = plain.createBuffer();
            buffer.get(values);
        }
        return values;
    }

    /// Returns a copy of the values as float64, whatever the floating type of the tensor.
    public static double[] doubles(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            Tensor plain = tensor.detach().to(ScalarType.Double).contiguous();
            DoubleBuffer buffer = plain.createBuffer();
            buffer.get(values);
        }
        return values;
    }

    /// Returns a copy of the values of an integer or boolean tensor.
    public static long[] longs(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        if (values.length > 0) {
            Tensor plain = tensor.detach().to(ScalarType.Long).contiguous();
            LongBuffer buffer = plain.createBuffer();
            buffer.get(values);
        }
        return values;
    }

    /// Frees tensors that belong to no scope.
    public static void free(Collection<Tensor> tensors) {
        tensors.forEach(Tensor::close);
    }

    /// Returns the value of a tensor with one element.
    public static double item(Tensor tensor) {
        return tensor.detach().to(ScalarType.Double).item_double();
    }

    public static boolean isFloatingPoint(Tensor tensor) {
        return torch.isFloatingType(tensor.scalar_type());
    }

    /// Whether both have the same type, shape and bits.
    public static boolean identical(Tensor first, Tensor second) {
        return first.scalar_type().intern() == second.scalar_type().intern() && first.equal(second);
    }

    static Tensor empty(ScalarType type, long... shape) {
        return torch.empty(shape, new TensorOptions(type), new org.bytedeco.pytorch.MemoryFormatOptional());
    }

    private static void checkCount(long count, long... shape) {
        long wanted = 1;
        for (long extent : shape) {
            wanted = Math.multiplyExact(wanted, extent);
        }
        if (wanted != count) {
            throw new IllegalArgumentException(
                    count + " values do not fill the shape " + java.util.Arrays.toString(shape));
        }
    }
}
