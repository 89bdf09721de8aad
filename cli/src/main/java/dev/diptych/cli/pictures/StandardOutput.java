package dev.diptych.cli.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Standard output of this process.
public final class StandardOutput {

    private StandardOutput() {}

    /// Whether it is a terminal. Java itself tells only whether input and output both are.
    public static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            var console = System.console();
            return console != null && console.isTerminal();
        }
    }
}
