package dev.diptych.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Vendor and instruction sets of the processor, as Linux lists them; empty on other systems.
record Processor(String vendor, Set<String> flags) {

    private static final Path LIST = Path.of("/proc/cpuinfo");

    Processor {
        flags = Set.copyOf(flags);
    }

    static Processor inspect() {
        return read(LIST);
    }

    /// @param list a file such as `/proc/cpuinfo`
    static Processor read(Path list) {
        try {
            List<String> lines = Files.readAllLines(list);
            String flags = value(lines, "flags"); // some are listed twice
            return new Processor(value(lines, "vendor_id"), new HashSet<>(List.of(flags.split(" "))));
        } catch (IOException unknown) {
            return new Processor("", Set.of());
        }
    }

    boolean isAmd() {
        return vendor.equals("AuthenticAMD");
    }

    boolean hasAvx512() {
        return flags.contains("avx512f");
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
