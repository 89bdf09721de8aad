package dev.diptych.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A column of web addresses, read from a server on this machine.
class ImageAddressesTest {

    private static final StructType SCHEMA = new StructType().add("url", DataTypes.StringType);

    private HttpServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/image", exchange -> answer(exchange, 200, new byte[] {1, 2, 3}));
        server.createContext("/query", exchange -> {
            byte[] id = exchange.getRequestURI().getRawQuery().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            answer(exchange, 200, id);
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", address + "/image/a.jpg");
            answer(exchange, 302, new byte[0]);
        });
        server.createContext("/void", exchange -> answer(exchange, 200, new byte[0]));
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static byte[] read(String url) throws ImageCell.Unreadable {
        return ImageCell.of(SCHEMA, "url", Map.of()).bytes(RowFactory.create(url));
    }

    private static String unreadable(String url) {
        return String.valueOf(
                assertThrows(ImageCell.Unreadable.class, () -> read(url)).getMessage());
    }

    @Test
    void readsAddressesWithQueriesAndRedirects() throws Exception {
        assertArrayEquals(new byte[] {1, 2, 3}, read(address + "/image/a.jpg"));
        assertArrayEquals(new byte[] {1, 2, 3}, read(address + "/moved/a.jpg"));
        assertEquals("id=7&size=%20", new String(read(address + "/query?id=7&size=%20"), "US-ASCII"));
    }

    @Test
    void namesWhyAnAddressHasNoImage() throws Exception {
        assertEquals(address + "/none.jpg: the server answered with status 404", unreadable(address + "/none.jpg"));
        assertEquals("it is empty", unreadable(address + "/void/a.jpg"));
        assertTrue(unreadable("http://not an address").startsWith("http://not an address"));
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        String refused = unreadable("http://127.0.0.1:" + closed + "/a.jpg");
        assertTrue(refused.startsWith("http://127.0.0.1:" + closed + "/a.jpg: "), refused);
        assertTrue(unreadable("gopher://127.0.0.1/a.jpg").contains("gopher"), unreadable("gopher://127.0.0.1/a.jpg"));
    }
}
