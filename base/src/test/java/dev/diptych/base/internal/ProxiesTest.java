package dev.diptych.base.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxiesTest {

    @Test
    void eachSchemeHasItsVariableAndLowerCaseGoesFirst() {
        Proxies proxies = Proxies.of(Map.of(
                "HTTPS_PROXY",
                "http://upper:1",
                "https_proxy",
                "lower:2",
                "http_proxy",
                "  ",
                "ALL_PROXY",
                "http://all"));
        assertEquals("lower:2", to(proxies, "https://a.org/x"));
        assertEquals("all:80", to(proxies, "http://a.org/x"));
        assertEquals("none", to(Proxies.of(Map.of("HTTPS_PROXY", "http://p:1")), "http://a.org"));
    }

    @Test
    void nameAndPasswordGoIntoAHeader() {
        Proxies proxies = Proxies.of(Map.of("HTTP_PROXY", "http://Aladdin:open%20sesame@p:8080"));
        // The example of RFC 7617.
        assertEquals(
                Optional.of("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
                proxies.request(URI.create("http://a.org/")).build().headers().firstValue("Proxy-Authorization"));
        assertEquals("p:8080", to(proxies, "http://a.org/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.org                  | https://a.org/        | true
            a.org                  | https://b.a.org/      | true
            a.org                  | https://ba.org/       | false
            .a.org , b.org         | http://x.A.org        | true
            '*.a.org c.org'        | http://c.org          | true
            a.org:8080             | http://a.org:8080/    | true
            a.org:8080             | http://a.org/         | false
            a.org:443              | https://a.org/        | true
            10.0.0.0/8             | http://10.1.2.3/      | true
            10.0.0.0/8             | http://11.1.2.3/      | false
            10.128.0.0/9           | http://10.127.2.3/    | false
            fd00::/8               | http://[fd12::1]:99/  | true
            10.0.0.0/8             | http://[fd12::1]:99/  | false
            10.0.0.0/33            | http://10.0.0.1/      | false
            10.0.0.0/x             | http://10.0.0.1/      | false
            '*'                    | https://anything/     | true
            ''                     | https://anything/     | false
            ''                     | http://localhost:80/  | true
            ''                     | http://127.0.0.1:80/  | true
            ''                     | http://[::1]:80/      | true
            """)
    void hostsOfNoProxyAndThisMachineAreAskedDirectly(String noProxy, String address, boolean direct) {
        Proxies proxies = Proxies.of(Map.of("ALL_PROXY", "http://p:1", "NO_PROXY", noProxy));
        assertEquals(direct ? "none" : "p:1", to(proxies, address));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            socks5://me:secret@p:1 | HTTPS_PROXY is "socks5://…@p:1"; expected an HTTP proxy
            http://                | HTTPS_PROXY is not an address; expected an HTTP proxy
            http://me:se cret@p    | HTTPS_PROXY is not an address; expected an HTTP proxy
            """)
    void whatIsNoHttpProxyIsRefusedWithoutItsPassword(String value, String expected) {
        Proxies proxies = Proxies.of(Map.of("HTTPS_PROXY", value));
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, () -> proxies.request(URI.create("https://a.org")))
                        .getMessage());
        assertTrue(message.startsWith(expected), message);
    }

    private static String to(Proxies proxies, String address) {
        return proxies.to(URI.create(address)).map(HttpProxy::toString).orElse("none");
    }
}
