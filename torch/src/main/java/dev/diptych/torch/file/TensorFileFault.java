package dev.diptych.torch.file;

import dev.diptych.base.InvalidInputException;

/// Creates one-line messages about tensor files, whatever a damaged or hostile file contains.
final class TensorFileFault {

    private static final int LONGEST_QUOTE = 120;

    private TensorFileFault() {}

    static InvalidInputException of(String file, String problem) {
        return new InvalidInputException(file + ": " + problem);
    }

    static InvalidInputException ofTensor(String file, String tensor, String problem) {
        return of(file, "tensor " + quote(tensor) + " " + problem);
    }

    static InvalidInputException missing(TensorSource source, String tensor) {
        return of(
                source.description(),
                "has no tensor " + quote(tensor) + " among its "
                        + source.names().size());
    }

    /// Returns the text in quotes, on one line and of bounded length.
    static String quote(String text) {
        return "'" + oneLine(text) + "'";
    }

    /// Returns the text without control characters and truncated to a bounded length.
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST_QUOTE) {
                return line.append("...").toString();
            }
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
        }
        return line.toString();
    }
}
