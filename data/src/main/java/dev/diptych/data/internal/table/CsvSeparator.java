package dev.diptych.data.internal.table;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Separator of the fields of a table.
public final class CsvSeparator {

    private static final List<Character> KNOWN = List.of(',', '\t', ';', '|');

    // Excel's first line, which is no row.
    private static final Pattern DECLARATION = Pattern.compile("\"?sep=(.)\"?\\s*");

    private CsvSeparator() {}

    /// Whether a line may be that of a table with several columns.
    public static boolean isIn(String line) {
        return KNOWN.stream().anyMatch(each -> line.indexOf(each) > 0);
    }

    /// Whether a line declares the separator and has no fields.
    static boolean isDeclaration(String line) {
        return DECLARATION.matcher(line).matches();
    }

    /// Returns the separator that the first line declares, or the most frequent one in it; a comma if there is none.
    static char of(String firstLine) {
        Matcher declaration = DECLARATION.matcher(firstLine);
        if (declaration.matches()) {
            return declaration.group(1).charAt(0);
        }
        char most = ',';
        for (char each : KNOWN) {
            if (count(firstLine, each) > count(firstLine, most)) {
                most = each;
            }
        }
        return most;
    }

    static String name(char separator) {
        return switch (separator) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            case '\t' -> "tab";
            default -> "\"" + separator + "\"";
        };
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(each -> each == wanted).count();
    }
}
