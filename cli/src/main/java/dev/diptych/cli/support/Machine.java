package dev.diptych.cli.support;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The processor and the memory of this machine.
///
/// @param system name and architecture of the operating system
/// @param cpu model of the processor, or its architecture if unknown
/// @param flags instruction sets that affect training speed; empty if unknown
/// @param logicalProcessors number of processors that this process may use
/// @param memoryTotalBytes total memory
/// @param memoryFreeBytes memory available to a new process
public record Machine(
        String system,
        String cpu,
        List<String> flags,
        int logicalProcessors,
        long memoryTotalBytes,
        long memoryFreeBytes) {

    private static final Set<String> FLAGS_OF_INTEREST = Set.of(
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_bf16",
            "bf16",
            "sve");

    public static Machine inspect() throws IOException {
        var operatingSystem = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        String architecture = operatingSystem.getArch();
        return new Machine(
                operatingSystem.getName() + " " + operatingSystem.getVersion() + " " + architecture,
                valueOf("/proc/cpuinfo", "model name").orElse(architecture),
                Stream.of("flags", "Features")
                        .flatMap(key -> valueOf("/proc/cpuinfo", key).stream())
                        .flatMap(value -> Arrays.stream(value.split(" ")))
                        .filter(FLAGS_OF_INTEREST::contains)
                        .sorted()
                        .toList(),
                operatingSystem.getAvailableProcessors(),
                operatingSystem.getTotalMemorySize(),
                valueOf("/proc/meminfo", "MemAvailable")
                        .map(value -> 1024 * Long.parseLong(value.replace(" kB", "")))
                        .orElse(operatingSystem.getFreeMemorySize()));
    }

    boolean isX86() {
        return system.endsWith("amd64") || system.endsWith("x86_64");
    }

    /// The value in the first `key : value` line of one of the kernel's files; empty on other systems.
    private static Optional<String> valueOf(String file, String key) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
