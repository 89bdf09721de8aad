package dev.diptych.bench.micro;

import dev.diptych.base.RandomKey;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.torch.file.Safetensors;
import dev.diptych.torch.file.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A file of 64 tensors of 1 MiB: opened, read, and written.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SafetensorsFile {

    private static final int TENSORS = 64;
    private static final int SIDE = 512;

    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    private Path folder = Path.of("");

    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("diptych-bench");
        for (int i = 0; i < TENSORS; i++) {
            tensors.put("tensor." + i, Tensors.normal(RandomKey.of(i), 1, SIDE, SIDE)); // [512, 512]
        }
        writeFile();
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file());
        Files.delete(folder);
    }

    @Benchmark
    public int openFile() {
        try (TensorSource source = Safetensors.open(file())) {
            return source.names().size();
        }
    }

    @Benchmark
    public double readFile() {
        try (TensorSource source = Safetensors.open(file());
                var _ = TensorScope.open()) {
            double sum = 0;
            for (String name : source.names()) {
                sum += Tensors.item(source.tensor(name).sum());
            }
            return sum;
        }
    }

    @Benchmark
    public Path writeFile() {
        Safetensors.write(file(), tensors, Map.of("format", "pt"));
        return file();
    }

    private Path file() {
        return folder.resolve("model.safetensors");
    }
}
