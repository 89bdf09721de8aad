package dev.diptych.serve.internal.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Whether an address may be contacted on behalf of a client: only addresses of the public internet,
/// so that nobody reaches this machine, its network or the metadata service of a cloud through this
/// server. The ranges are those of the IANA special-purpose registries, and addresses of IPv4 within
/// IPv6 are judged by the IPv4 address.
@FunctionalInterface
interface AddressPolicy {

    boolean permits(InetAddress address);

    AddressPolicy PUBLIC = AddressPolicy::isPublic;

    /// A network: its first address and the length of its prefix.
    @SuppressWarnings("ArrayRecordComponent") // constant
    record Network(byte[] first, int length) {

        static Network of(String text) {
            int slash = text.indexOf('/');
            return new Network(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < length; bit++) {
                if (((address[bit / 8] ^ first[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    List<Network> SPECIAL = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32", // services of a cloud for its machines
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20",
                    "5f00::/16")
            .stream()
            .map(Network::of)
            .toList();

    /// The part of IPv6 that is assigned to the public internet.
    Network GLOBAL_UNICAST = Network.of("2000::/3");

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> SPECIAL.stream().noneMatch(network -> network.contains(bytes));
            case Inet6Address _ -> isPublicIpv6(bytes);
            default -> false;
        };
    }

    private static boolean isPublicIpv6(byte[] bytes) {
        if (startsWith(bytes, 0x20, 0x02)) { // 6to4
            return isPublic(ipv4(bytes, 2));
        }
        if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) { // NAT64
            return isPublic(ipv4(bytes, 12));
        }
        return GLOBAL_UNICAST.contains(bytes) && SPECIAL.stream().noneMatch(network -> network.contains(bytes));
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are an address
        }
    }
}
