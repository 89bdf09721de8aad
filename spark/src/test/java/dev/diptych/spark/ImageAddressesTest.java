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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A column of web addresses, read from a server on this machine.
class ImageAddressesTest {

    private static final StructType SCHEMA = new StructType().add("url", DataTypes.StringType);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
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
        server.setExecutor(threads);
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
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
    void readsSeveralAddressesAtATimeInTheOrderOfTheRows() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.createContext("/slow", exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            now.decrementAndGet();
            answer(exchange, 200, new byte[] {
                Byte.parseByte(exchange.getRequestURI().getQuery())
            });
        });
        ImageCell cell = ImageCell.of(SCHEMA, "url", Map.of());
        List<Row> rows = IntStream.range(0, cell.together())
                .mapToObj(i -> RowFactory.create(i == 5 ? null : address + "/slow?" + i))
                .toList();
        List<ImageCell.Content> contents = cell.read(rows);
        for (int i = 0; i < rows.size(); i++) {
            switch (contents.get(i)) {
                case ImageCell.Content.Bytes(byte[] encoded) -> assertArrayEquals(new byte[] {(byte) i}, encoded);
                case ImageCell.Content.Missing(String reason) -> assertEquals("5: it is null", i + ": " + reason);
            }
        }
        assertTrue(most.get() > 1, "requests at a time: " + most);
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
