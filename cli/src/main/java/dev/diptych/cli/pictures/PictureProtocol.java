package dev.diptych.cli.pictures;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a terminal receives pictures.
public enum PictureProtocol {
    /// Graphics protocol of kitty; also understood by Ghostty.
    KITTY,
    /// Inline images of iTerm2; also understood by WezTerm and mintty.
    ITERM2,
    /// Sixel graphics of DEC terminals; understood by foot, mlterm and, if enabled, xterm.
    SIXEL;

    /// Its name in options.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The protocol of the terminal that environment variables name; empty if none tells that it
    /// shows pictures. Within tmux and GNU Screen, which pass no pictures through by default,
    /// always empty.
    public static Optional<PictureProtocol> of(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "");
        if (environment.containsKey("TMUX") || term.startsWith("screen") || term.startsWith("tmux")) {
            return Optional.empty();
        }
        String program = environment.getOrDefault("TERM_PROGRAM", "");
        if (term.equals("xterm-kitty")
                || term.equals("xterm-ghostty")
                || program.equals("ghostty")
                || environment.containsKey("KITTY_WINDOW_ID")) {
            return Optional.of(KITTY);
        }
        if (program.equals("iTerm.app")
                || program.equals("WezTerm")
                || program.equals("mintty")
                || environment.getOrDefault("LC_TERMINAL", "").equals("iTerm2")) {
            return Optional.of(ITERM2);
        }
        if (term.startsWith("foot") || term.startsWith("mlterm") || term.contains("sixel")) {
            return Optional.of(SIXEL);
        }
        return Optional.empty();
    }
}
