package dev.diptych.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlasTest {

    private static final List<Blas> BOTH = List.of(Blas.MKL, Blas.OPENBLAS);

    @Test
    void openBlasIsChosenWhereMklDoesNotUseTheVectorInstructions(@TempDir Path folder) throws IOException {
        assertEquals(Blas.OPENBLAS, choice(folder, "AuthenticAMD", "fpu avx2 avx512f avx512bw"));
        assertEquals(Blas.OPENBLAS, choice(folder, "AuthenticAMD", "fpu avx512f arat avx2 arat")); // as Zen 4 lists
        assertEquals(Blas.MKL, choice(folder, "AuthenticAMD", "fpu avx2"));
        assertEquals(Blas.MKL, choice(folder, "GenuineIntel", "fpu avx2 avx512f"));
        assertEquals(Blas.MKL, Blas.recommended(Processor.read(folder.resolve("missing")), BOTH));
        assertEquals(Blas.OPENBLAS, Blas.recommended(Processor.inspect(), List.of(Blas.OPENBLAS)));
    }

    private static Blas choice(Path folder, String vendor, String flags) throws IOException {
        Path list = folder.resolve("cpuinfo");
        Files.writeString(
                list, "processor\t: 0\nvendor_id\t: " + vendor + "\nflags\t\t: " + flags + "\n\nprocessor\t: 1\n");
        return Blas.recommended(Processor.read(list), BOTH);
    }

    @Test
    void theLauncherFollowsTheSameRule() throws IOException, InterruptedException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", "-c", ". scripts/environment && echo \"$BLAS ${GOMP_SPINCOUNT:-}\"")
                .directory(root.toFile());
        for (String name : List.of("DIPTYCH_BLAS", "GOMP_SPINCOUNT")) {
            builder.environment().remove(name);
        }
        Process process = builder.start();
        String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor());
        Blas blas = Blas.recommended(Processor.inspect(), Blas.available());
        boolean tuned =
                System.getProperty("os.name").equals("Linux") && Blas.X86.contains(System.getProperty("os.arch"));
        String expected = blas.setting() + (tuned ? " " + blas.threadSettings().get("GOMP_SPINCOUNT") : "");
        assertEquals(expected, found);
    }

    @Test
    void theLauncherRespectsTheQuotasOfControlGroups(@TempDir Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("pod/container"));
        Files.createDirectories(folder.resolve("cpu/job"));
        Path second = Files.writeString(folder.resolve("version2"), "0::/pod/container\n");
        Path first = Files.writeString(folder.resolve("version1"), "4:memory:/job\n1:cpu,cpuacct:/job\n0::/\n");
        assertEquals("", quotaCores(second, folder));
        Files.writeString(folder.resolve("cpu.max"), "max 100000\n");
        assertEquals("", quotaCores(second, folder));
        Files.writeString(folder.resolve("pod/cpu.max"), "150000 100000\n");
        Files.writeString(folder.resolve("pod/container/cpu.max"), "400000 100000\n");
        assertEquals("2", quotaCores(second, folder));
        Files.writeString(folder.resolve("cpu/job/cpu.cfs_quota_us"), "-1\n");
        Files.writeString(folder.resolve("cpu/job/cpu.cfs_period_us"), "100000\n");
        assertEquals("", quotaCores(first, folder));
        Files.writeString(folder.resolve("cpu/job/cpu.cfs_quota_us"), "100000\n");
        assertEquals("1", quotaCores(first, folder));
    }

    private static String quotaCores(Path membership, Path root) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". scripts/environment && quota_cores \"$0\" \"$1\"",
                        membership.toString(),
                        root.toString())
                .directory(Path.of("..").toAbsolutePath().normalize().toFile())
                .start();
        String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return found;
    }

    @Test
    void otherPlatformsHaveNoMkl() {
        assertEquals(List.of(Blas.OPENBLAS), Blas.available("Linux", "aarch64"));
        assertEquals(List.of(Blas.OPENBLAS), Blas.available("Mac OS X", "x86_64"));
    }

    @Test
    void namesAreThoseOfTheSetting() {
        for (Blas blas : Blas.values()) {
            assertEquals(blas, Blas.named(blas.setting(), "DIPTYCH_BLAS"));
        }
        var failure = assertThrows(InvalidInputException.class, () -> Blas.named("atlas", "DIPTYCH_BLAS"));
        assertEquals("DIPTYCH_BLAS is 'atlas'; use mkl or openblas", failure.getMessage());
    }
}
