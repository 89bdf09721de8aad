package dev.diptych.base.internal;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Hosts that are contacted without a proxy: this machine and those in `NO_PROXY`. A name, with or without a leading
/// dot, includes its subdomains; an address matches itself, a network such as `10.0.0.0/8` all addresses in it,
/// each optionally restricted to one port; `*` matches every host.
record DirectHosts(List<String> entries) {

    static DirectHosts parse(String list) {
        return new DirectHosts(Arrays.stream(list.split("[,\\s]+"))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    boolean has(URI address) {
        if (address.getHost() == null) {
            return false;
        }
        String host = address.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        int port = address.getPort() >= 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
        return isThisMachine(host) || entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || literal(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return inNetwork(entry.substring(0, slash), entry.substring(slash + 1), host);
        }
        String name = entry.endsWith(":" + port) ? entry.substring(0, entry.lastIndexOf(':')) : entry;
        name = name.replaceAll("[\\[\\]]", "").replaceFirst("^\\*?\\.", "");
        return host.equals(name) || host.endsWith("." + name);
    }

    private static boolean inNetwork(String network, String length, String host) {
        Optional<byte[]> first = literal(network).map(InetAddress::getAddress);
        Optional<byte[]> second = literal(host).map(InetAddress::getAddress);
        if (first.isEmpty() || second.isEmpty() || !length.matches("\\d{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(length);
        byte[] a = first.get();
        byte[] b = second.get();
        if (a.length != b.length || bits > 8 * a.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((a[bit / 8] ^ b[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<InetAddress> literal(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
