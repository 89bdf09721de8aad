package dev.diptych.data.internal.archive;

import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses as they are written in tables, with the characters that a request must encode, as browsers do.
final class WebAddress {

    private static final Pattern PARTS = Pattern.compile("(?i)(https?://)([^/?#]*)([^#]*)(#.*)?", Pattern.DOTALL);
    private static final String KEPT = "-._~!$&'()*+,;=:@/?";

    private WebAddress() {}

    /// Returns the address with every character encoded that must be; those that are encoded already remain.
    ///
    /// @throws IllegalArgumentException if it has no valid host
    static URI encoded(String address) {
        Matcher parts = PARTS.matcher(address.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("it does not begin with http:// or https://");
        }
        String host = parts.group(2);
        boolean isAscii = host.chars().allMatch(each -> each < 128);
        return URI.create(parts.group(1) + (isAscii ? host : IDN.toASCII(host)) + path(parts.group(3)));
    }

    private static String path(String text) {
        StringBuilder path = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int each = bytes[i] & 0xFF;
            boolean isCode = each == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
            if (isCode || isLetter(each) || KEPT.indexOf(each) >= 0) {
                path.append((char) each);
            } else {
                path.append("%%%02X".formatted(each));
            }
        }
        return path.toString();
    }

    private static boolean isHex(int character) {
        return Character.digit(character, 16) >= 0;
    }

    private static boolean isLetter(int character) {
        return character < 128 && Character.isLetterOrDigit(character);
    }
}
