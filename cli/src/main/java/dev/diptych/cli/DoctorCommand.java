package dev.diptych.cli;

import dev.diptych.cli.support.Diagnosis;
import dev.diptych.cli.support.OutputOptions;
import dev.diptych.cli.support.Version;
import dev.diptych.torch.speed.BlasCandidate;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `diptych doctor`: hardware and library check, with warnings about slow settings.
@Command(
        name = "doctor",
        description =
                "Check Java, libtorch, BLAS, threads and memory, verify and measure the matrix products of each BLAS library, and suggest fixes.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Diagnosis diagnosis = Diagnosis.make();
        if (output.json()) {
            output.printDocument(diagnosis);
        } else {
            print(diagnosis, output.out());
        }
        return 0;
    }

    private static void print(Diagnosis diagnosis, PrintWriter out) {
        var libtorch = diagnosis.libtorch();
        var machine = diagnosis.machine();
        row(out, "diptych", diagnosis.diptychVersion());
        row(out, "Java", diagnosis.java().version() + " (" + diagnosis.java().vendor() + ")");
        row(out, "", diagnosis.java().home());
        row(out, "Java heap", "at most " + gibibytes(diagnosis.java().heapLimitBytes()));
        row(out, "system", machine.system());
        row(out, "processor", machine.cpu() + ", " + machine.logicalProcessors() + " usable");
        row(out, "", String.join(" ", machine.flags()));
        row(out, "memory", gibibytes(machine.memoryFreeBytes()) + " free of " + gibibytes(machine.memoryTotalBytes()));
        row(out, "libtorch", libtorch.version() + ", " + libtorch.cpuCapability() + ", threads " + libtorch.threads());
        row(out, "GPU", libtorch.cudaAvailable() ? "available" : "none");
        row(out, "BLAS", libtorch.blas().toString());
        libtorch.blasFiles().stream().limit(1).forEach(file -> row(out, "", file.toString()));
        row(out, "native cache", libtorch.nativeCache().toString());
        diagnosis.environment().forEach((name, value) -> row(out, "environment", name + "=" + value));
        var speed = diagnosis.matrixProduct();
        row(
                out,
                "products",
                String.format(
                        Locale.ROOT,
                        "%d x %d: fp32 %.0f GFLOP/s, bf16 %.0f GFLOP/s",
                        speed.size(),
                        speed.size(),
                        speed.fp32Gflops(),
                        speed.bf16Gflops()));
        diagnosis.blasCandidates().forEach(candidate -> row(out, "BLAS choice", describe(candidate)));
        diagnosis.warnings().forEach(warning -> row(out, "WARNING", warning));
        out.flush();
    }

    private static String describe(BlasCandidate candidate) {
        if (candidate.failure() != null) {
            return candidate.blas() + ": " + candidate.failure();
        }
        return String.format(
                Locale.ROOT,
                "%s: square %.0f GFLOP/s, linear with bias %.0f GFLOP/s, relative error %.1e",
                candidate.blas(),
                candidate.squareGflops(),
                candidate.linearGflops(),
                candidate.largestError());
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-13s %s%n", name, value);
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }
}
