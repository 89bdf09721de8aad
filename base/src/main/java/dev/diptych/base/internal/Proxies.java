package dev.diptych.base.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Proxies between this machine and servers, from the variables that curl and Python's libraries read: `HTTPS_PROXY`,
/// `HTTP_PROXY`, `ALL_PROXY` for both, and `NO_PROXY` with the hosts that are contacted directly. Lower-case names are
/// accepted too and take precedence. Otherwise Java's default applies (`-Dhttps.proxyHost` and so on). This machine is
/// always contacted directly.
///
/// If the address of a proxy contains a name and a password, requests carry them. For https, Java also requires
/// `-Djdk.http.auth.tunneling.disabledSchemes=`.
///
/// Immutable; thread-safe.
public final class Proxies {

    private final Map<String, String> environment;
    private final DirectHosts direct;

    private Proxies(Map<String, String> environment) {
        this.environment = environment;
        this.direct = DirectHosts.parse(variable("no_proxy").orElse(""));
    }

    /// Returns the proxies of this process.
    public static Proxies fromEnvironment() {
        return of(System.getenv());
    }

    static Proxies of(Map<String, String> environment) {
        return new Proxies(Map.copyOf(environment));
    }

    /// Returns a client builder that uses these proxies.
    public HttpClient.Builder client() {
        return HttpClient.newBuilder().proxy(new Selector());
    }

    /// Returns a request builder for an address, with the headers that its proxy requires.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the variable that applies to it does not name a proxy
    /// @throws IllegalArgumentException if the address is not that of a server
    public HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        to(address).flatMap(HttpProxy::authorization).ifPresent(value -> request.header("Proxy-Authorization", value));
        return request;
    }

    /// Returns the proxy that the variables specify for an address; empty if it is contacted directly or they
    /// specify none.
    ///
    /// @throws dev.diptych.base.InvalidInputException if the variable that applies to it does not name a proxy
    public Optional<HttpProxy> to(URI address) {
        if (direct.has(address)) {
            return Optional.empty();
        }
        for (String name : names(address)) {
            Optional<String> value = variable(name);
            if (value.isPresent()) {
                return Optional.of(HttpProxy.parse(name.toUpperCase(Locale.ROOT), value.get()));
            }
        }
        return Optional.empty();
    }

    private boolean saysNothing(URI address) {
        return !direct.has(address)
                && names(address).stream().noneMatch(name -> variable(name).isPresent());
    }

    private static List<String> names(URI address) {
        return List.of("https".equals(address.getScheme()) ? "https_proxy" : "http_proxy", "all_proxy");
    }

    private Optional<String> variable(String name) {
        return List.of(name, name.toUpperCase(Locale.ROOT)).stream()
                .map(each -> environment.getOrDefault(each, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private final class Selector extends ProxySelector {

        @Override
        public List<Proxy> select(URI address) {
            ProxySelector otherwise = ProxySelector.getDefault();
            if (saysNothing(address) && otherwise != null) {
                return otherwise.select(address);
            }
            return List.of(to(address)
                    .map(proxy ->
                            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                    .orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // the caller sees the failure itself
        }
    }
}
