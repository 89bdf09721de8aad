package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.index.Index;
import dev.diptych.index.SearchKind;
import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The command as a process: how it begins and how it ends.
final class ServeCommandTest {

    private static final int CLIENTS = 8;
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> post(int port, String path, String json) throws IOException, InterruptedException {
        return send(port, "POST", path, BodyPublishers.ofString(json));
    }

    private HttpResponse<String> send(int port, String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + TOKEN)
                        .method(method, body)
                        .build(),
                BodyHandlers.ofString());
    }

    private boolean isReady(int port) {
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aTerminatedServerAnswersEachRequestThatItAccepted() throws Exception {
        Path model = GoldenModel.write(folder, 9, 91);
        int port = freePort();
        try (RunningCommand server =
                        RunningCommand.diptych(folder, "serve", model.toString(), "--port", Integer.toString(port));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertTrue(server.await(() -> isReady(port)), "the server did not start");
            AtomicBoolean stopped = new AtomicBoolean();
            List<Future<List<Integer>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    List<Integer> statuses = new ArrayList<>();
                    while (true) {
                        try {
                            statuses.add(post(port, "/v1/embeddings", "{\"input\": [\"t51\", \"t52\"]}")
                                    .statusCode());
                        } catch (ConnectException e) {
                            return statuses; // it no longer listens
                        } catch (IOException e) {
                            // A connection that was idle may be closed; a request on a new one would be answered.
                            assertTrue(stopped.get(), () -> "a request failed before the end: " + e);
                        }
                    }
                }));
            }
            Thread.sleep(1500);
            stopped.set(true);
            server.terminate();
            int answered = 0;
            for (Future<List<Integer>> each : clients) {
                for (int status : each.get()) {
                    assertTrue(status == 200 || status == 503, "status " + status);
                    answered += status == 200 ? 1 : 0;
                }
            }
            assertTrue(answered > 0);
            assertEquals(0, server.status(), server.err());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void requestsHavePriorityOverTheCompiler() throws Exception {
        int port = freePort();
        String[] command = {"serve", "--runs", folder.toString(), "--port", Integer.toString(port)};
        try (RunningCommand server = RunningCommand.diptych(folder, command)) {
            assertTrue(server.await(() -> server.errContains("listening on")), "the server did not start");
            Map<String, Set<Integer>> priorities = nicePerThread(server.processId());
            Set<Integer> requests = priorities.getOrDefault("java", Set.of());
            assertEquals(1, requests.size(), priorities.toString());
            int nicer = Math.min(requests.iterator().next() + 10, 19);
            assertEquals(Set.of(nicer), priorities.get("C1 CompilerThre"));
        }
    }

    // By the name of the thread, which the kernel cuts at 15 characters.
    private static Map<String, Set<Integer>> nicePerThread(long process) throws IOException {
        Map<String, Set<Integer>> result = new TreeMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat")); // ID (NAME) STATE ..., nice is field 19
                int end = stat.lastIndexOf(')');
                String[] rest = stat.substring(end + 2).split(" ", -1);
                result.computeIfAbsent(stat.substring(stat.indexOf('(') + 1, end), _ -> new TreeSet<>())
                        .add(Integer.parseInt(rest[16]));
            }
        }
        return result;
    }

    @Test
    @Tag("slow")
    void decisionsThatWereAcknowledgedSurviveAKill() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path image = GoldenModel.images(data, 1).getFirst();
        StringBuilder captions = new StringBuilder("image,caption\n");
        StringBuilder table = new StringBuilder(
                "row,rank,score,probability,cosine,kept,findings,image,caption,better_caption,calibrated\n");
        for (int row = 1; row <= 500; row++) {
            captions.append("%s,caption %d%n".formatted(image.getFileName(), row));
            table.append(
                    "%d,%d,0.1,0.1,0.1,no,mismatch,%s,caption %d,,%n".formatted(row, row, image.getFileName(), row));
        }
        Files.writeString(data.resolve("captions.csv"), captions);
        Path audit = Files.createDirectories(folder.resolve("audit"));
        Files.writeString(audit.resolve("audit.csv"), table);
        int port = freePort();
        String[] command = {
            "serve", "--audit", audit.toString(), "--data", data.toString(), "--port", Integer.toString(port)
        };
        List<Integer> acknowledged = new CopyOnWriteArrayList<>();
        try (RunningCommand server = RunningCommand.diptych(folder, command);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertTrue(server.await(() -> isReady(port)), "the server did not start");
            Future<?> decisions = threads.submit(() -> {
                for (int row = 1; row <= 500; row++) {
                    try {
                        String decision = "{\"row\": %d, \"action\": \"keep\", \"version\": 0}".formatted(row);
                        if (post(port, "/review/decisions", decision).statusCode() == 200) {
                            acknowledged.add(row);
                        }
                    } catch (IOException e) {
                        return null; // killed
                    }
                }
                return null;
            });
            assertTrue(server.await(() -> acknowledged.size() >= 20), "too few decisions");
            server.kill();
            decisions.get();
        }
        String log = Files.readString(audit.resolve("decisions.jsonl"));
        for (int row : acknowledged) {
            assertTrue(log.contains("\"row\":" + row + ","), "row " + row);
        }
        try (RunningCommand server = RunningCommand.diptych(folder, command)) {
            assertTrue(server.await(() -> isReady(port)), "the server did not start");
        }
    }

    @Test
    @Tag("slow")
    void itemsThatWereAcknowledgedSurviveAKill() throws Exception {
        Path model = GoldenModel.write(folder, 9, 91);
        Path directory = folder.resolve("index");
        try (Diptych diptych = Diptych.load(model);
                Index index = Index.create(directory, diptych.indexSettings(SearchKind.EXACT))) {
            index.commit();
        }
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        int port = freePort();
        AtomicInteger added = new AtomicInteger();
        AtomicInteger deleted = new AtomicInteger();
        AtomicBoolean killed = new AtomicBoolean();
        try (RunningCommand server = RunningCommand.diptych(
                        folder,
                        "serve",
                        model.toString(),
                        "--index",
                        directory.toString(),
                        "--token-file",
                        token.toString(),
                        "--port",
                        Integer.toString(port));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertTrue(server.await(() -> isReady(port)), "the server did not start");
            Future<?> changes = threads.submit(() -> {
                try {
                    for (int item = 0; true; item++) {
                        String items =
                                "{\"items\": [{\"id\": \"item%d\", \"text\": \"t%d\"}]}".formatted(item, 36 + item % 9);
                        assertEquals(200, post(port, "/items", items).statusCode());
                        added.incrementAndGet();
                        if (item % 3 == 0) {
                            String path = "/items/item" + item;
                            assertEquals(
                                    200,
                                    send(port, "DELETE", path, BodyPublishers.noBody())
                                            .statusCode());
                            deleted.incrementAndGet();
                        }
                    }
                } catch (IOException e) {
                    assertTrue(killed.get(), () -> "a request failed before the end: " + e);
                }
                return null;
            });
            assertTrue(server.await(() -> added.get() >= 20 || changes.isDone()), "too few items");
            killed.set(true);
            server.kill();
            changes.get();
            assertFalse(server.errContains("org.apache.lucene"), server.err());
        }
        try (Index index = Index.open(directory)) {
            for (int item = 0; item < added.get(); item++) {
                boolean isDeleted = item % 3 == 0 && item / 3 < deleted.get();
                boolean isUnknown = item % 3 == 0 && !isDeleted; // may be deleted without an answer
                if (!isUnknown) {
                    assertEquals(!isDeleted, index.contains("item" + item), "item " + item + " of " + added);
                }
            }
        }
    }

    @Test
    void wrongCallsAreOneLine() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (List<String> call : List.of(
                List.<String>of(),
                List.of(empty.toString()),
                List.of("--runs", folder.resolve("none").toString()),
                List.of("--runs", empty.toString(), "--port", "70000"),
                List.of("--runs", empty.toString(), "--host", "0.0.0.0"),
                List.of("--runs", empty.toString(), "--data", "x"),
                List.of("--runs", empty.toString(), "--compute-precision", "bf16"),
                List.of("--runs", empty.toString(), "--index", "x"),
                List.of("--runs", empty.toString(), "--batch", "0"),
                List.of("--runs", empty.toString(), "--token-file", "none"),
                List.of("--audit", empty.toString()))) {
            List<String> all = new ArrayList<>(List.of("serve"));
            all.addAll(call);
            var result = CommandProcess.diptych(all.toArray(String[]::new));
            assertEquals(2, result.status(), call + result.err());
            assertEquals(1, result.errLines().size(), call + result.err());
        }
    }
}
