package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Grants;
import dev.quern.core.function.Launch;
import dev.quern.core.function.Serving;
import dev.quern.core.name.FunctionName;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.core.value.DataSize;
import dev.quern.node.VersionLoad;
import dev.quern.node.admission.Limits;
import dev.quern.node.egress.EgressCount;
import dev.quern.node.egress.EgressSettings;
import dev.quern.node.secret.SecretSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions with unmodified clients, a real PostgreSQL and a real web server with TLS in a network of their own. */
class EgressTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PER_SANDBOX = 3;
    private static final int IN_ALL = 8;
    /** What a reset looks like, whenever it comes: a client may see it before it has seen the connection. */
    private static final String[] BROKEN = {"reset by peer", "closed the connection", "Empty reply", "curl: (7)"};

    private static final Map<String, List<String>> NAMES = new ConcurrentHashMap<>(Map.of(
            "db.test", List.of(Neighbour.PRIVATE),
            "web.test", List.of(Neighbour.PUBLIC),
            "self.test", List.of("127.0.0.1", Neighbour.OURS),
            "meta.test", List.of("169.254.169.254")));

    @TempDir
    static Path directory;

    static Neighbour neighbour;
    static TestServer server;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path www = Files.createDirectories(directory.resolve("www"));
        Files.writeString(www.resolve("hello"), "hello from outside\n");
        Files.write(www.resolve("large"), new byte[40_000_000]);
        neighbour = new Neighbour();
        neighbour.postgres(directory);
        neighbour.https(directory);
        EgressSettings d = EgressSettings.DEFAULT;
        EgressSettings settings = new EgressSettings(
                EgressTest::lookup, d.denied(), PER_SANDBOX, IN_ALL, d.idle(), Duration.ofSeconds(5));
        server = new TestServer(directory.resolve("server"), new Limits(3, 100), password(), settings);
        Programs.copy(Neighbour.psql(), server.root);
        Programs.copy(Path.of("/usr/bin/curl"), server.root);
        EgressTest test = new EgressTest();
        await().atMost(LONG)
                .until(() -> test.call("db.test:5432", psql("db.test")).equals("42\n"));
        await().atMost(LONG)
                .until(() -> test.call("web.test:443", curl("https://web.test/hello"))
                        .startsWith("hello"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        neighbour.close();
    }

    @Test
    void aDatabaseIsReachedByNameAndByAddressWithAnUnmodifiedClientAndASecret() throws Exception {
        assertThat(call("db.test:5432", psql("db.test"))).isEqualTo("42\n");
        assertThat(call("DB.test.:5432", psql("dB.tesT"))).isEqualTo("42\n");
        assertThat(call(Neighbour.PRIVATE + ":5432", psql(Neighbour.PRIVATE))).isEqualTo("42\n");
    }

    @Test
    void aWebServerWithTlsIsReachedAndItsBytesAreCounted() throws Exception {
        assertThat(call("web.test:443", curl("https://web.test/large") + " | busybox wc -c")
                        .strip())
                .isEqualTo("40000000");
        EgressCount count = lastCount();
        assertThat(count.bytesIn()).isGreaterThan(40_000_000);
        assertThat(count.bytesOut()).isBetween(100L, 100_000L);
        assertThat(count.connections()).isEqualTo(1);
        assertThat(count.refused()).isZero();
    }

    @Test
    void aLargeBodyGoesOutWhole() throws Exception {
        String put =
                "head -c 30000000 /dev/zero | curl -sS -k -H Expect: -T - -w '%{http_code}'" + " https://web.test/sink";
        assertThat(call("web.test:443", put)).isEqualTo("200");
        assertThat(lastCount().bytesOut()).isGreaterThan(30_000_000);
    }

    @Test
    void whatIsNotListedIsOutOfReach() throws Exception {
        assertThat(call("db.test:5432", curl("https://web.test/hello"))).contains("Could not resolve host");
        assertThat(call("db.test:5432", curl("https://" + Neighbour.PUBLIC + "/hello")))
                .contains("(7)");
        assertThat(call("web.test:5432", psql(Neighbour.PRIVATE))).containsAnyOf(BROKEN);
        // The right address of the right host at another host's port.
        assertThat(call("web.test:443,db.test:80", curl("http://web.test/hello")))
                .containsAnyOf(BROKEN);
        assertThat(lastCount().refused()).isEqualTo(1);
    }

    @Test
    void withoutEgressThereIsNoWayOut() throws Exception {
        assertThat(call("none", curl("https://" + Neighbour.PUBLIC + "/hello"))).contains("(7)");
        assertThat(call("none", psql("db.test"))).contains("could not translate host name");
    }

    @Test
    void theMachineItsLinkAndMetadataAreNobodys() throws Exception {
        try (ServerSocket ours = new ServerSocket(0, 10, InetAddress.getByName(Neighbour.OURS))) {
            int port = ours.getLocalPort();
            String listed = "127.0.0.1:%1$d,self.test:%1$d,%2$s:%1$d,169.254.169.254:80,meta.test:80"
                    .formatted(port, Neighbour.OURS);
            String here = Neighbour.OURS + ":" + port;
            assertThat(call(listed, curl("http://" + here))).containsAnyOf(BROKEN);
            assertThat(call(listed, curl("'http://[::ffff:" + Neighbour.OURS + "]:" + port + "'")))
                    .containsAnyOf(BROKEN);
            assertThat(call(listed, curl("http://self.test:" + port))).contains("Could not resolve host");
            assertThat(call(listed, curl("http://127.0.0.1:" + port))).contains("(7)");
            assertThat(call(listed, curl("http://169.254.169.254/"))).containsAnyOf(BROKEN);
            assertThat(call(listed, curl("http://meta.test/"))).contains("Could not resolve host");
            assertThat(call("any", curl("http://" + here))).containsAnyOf(BROKEN);
            ours.setSoTimeout(1);
            assertThatThrownBy(ours::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aNameThatTurnsToTheMachineGetsNowhere() throws Exception {
        NAMES.put("turns.test", List.of(Neighbour.PUBLIC));
        String name = deploy(config("turns.test:80", Contract.STDIO, Fresh.PROCESS, curl("http://turns.test/hello")));
        assertThat(call(name)).isEqualTo("hello from outside\n");
        NAMES.put("turns.test", List.of("127.0.0.1"));
        assertThat(call(name)).contains("Could not resolve host");
    }

    @Test
    void anyIsThePublicInternetAndNoPrivateNetwork() throws Exception {
        assertThat(call("any", curl("https://web.test/hello"))).isEqualTo("hello from outside\n");
        assertThat(call("any", curl("http://" + Neighbour.PUBLIC + "/hello"))).isEqualTo("hello from outside\n");
        assertThat(call("any", psql(Neighbour.PRIVATE))).containsAnyOf(BROKEN);
        assertThat(call("any", psql("db.test"))).contains("could not translate host name");
    }

    @Test
    void namesAreAnsweredAtLoopbackOnly() throws Exception {
        NAMES.put("other.test", List.of("198.51.100.9"));
        String ask = "busybox nslookup other.test %s 2>&1";
        assertThat(call("any", ask.formatted("127.0.0.1"))).contains("198.51.100.9");
        assertThat(call("any", ask.formatted(Neighbour.PUBLIC))).doesNotContain("198.51.100.9");
    }

    @Test
    void datagramsAndIpv6FailAtOnce() throws Exception {
        String denied = "Operation not permitted";
        assertThat(call("any", "busybox tftp -g -l /tmp/x -r x " + Neighbour.PUBLIC + " 2>&1"))
                .contains(denied);
        assertThat(call("any", curl("-v -m 1 --interface 198.51.100.9 tftp://" + Neighbour.PUBLIC + "/x")))
                .contains(denied);
        assertThat(call("any", curl("-v 'http://[2001:db8::1]/'"))).contains("Network is unreachable", "(7)");
    }

    @Test
    void aHostThatIsDownIsAReset() throws Exception {
        assertThat(call(Neighbour.PUBLIC + ":81", curl("http://" + Neighbour.PUBLIC + ":81")))
                .containsAnyOf(BROKEN);
    }

    @Test
    void moreConnectionsThanASandboxMayHaveAreRefused() throws Exception {
        String many = "for i in 1 2 3 4 5; do (sleep 1 | busybox nc " + Neighbour.PUBLIC + " 80) & done; wait";
        call(Neighbour.PUBLIC + ":80", many);
        assertThat(lastCount().connections()).isEqualTo(PER_SANDBOX);
        assertThat(lastCount().refused()).isEqualTo(5 - PER_SANDBOX);
    }

    @Test
    void aFunctionThatTakesAllItCanLeavesConnectionsForOthers() throws Exception {
        String many = "for i in 1 2 3; do (sleep 3 | busybox nc " + Neighbour.PUBLIC + " 80) > /dev/null & done; wait";
        String greedy = deploy(config(Neighbour.PUBLIC + ":80", Contract.STDIO, Fresh.CONTAINER, many, 2));
        CompletableFuture<String> one = later(greedy);
        CompletableFuture<String> two = later(greedy);
        await().atMost(LONG)
                .until(() -> count(greedy).filter(c -> c.full() == 2).isPresent());
        assertThat(call("web.test:443", curl("https://web.test/hello"))).isEqualTo("hello from outside\n");
        CompletableFuture.allOf(one, two).join();
        assertThat(count(greedy))
                .hasValueSatisfying(c -> assertThat(c.connections()).isEqualTo(IN_ALL / 2));
    }

    @Test
    void nothingIsLeftOfAFunctionThatVanishes() throws Exception {
        call(Neighbour.PUBLIC + ":80", "busybox nc " + Neighbour.PUBLIC + " 80 < /dev/zero & sleep 0.3; exit 0");
        assertThat(lastCount().connections()).isEqualTo(1);
        await().atMost(LONG).until(() -> server.node.egressConnections() == 0);
    }

    @Test
    void aServerReachesItsDatabaseToo() throws Exception {
        String script = "mkdir -p /tmp/h/cgi-bin; printf '#!/bin/sh\\necho; %s' > /tmp/h/cgi-bin/x;"
                + " busybox chmod +x /tmp/h/cgi-bin/x; exec busybox httpd -f -p $PORT -h /tmp/h";
        String name = deploy(config(
                "db.test:5432",
                Contract.HTTP,
                Fresh.NONE,
                script.formatted(psql("db.test").replace("'", "\""))));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port + "/fn/default/" + name + "/cgi-bin/x"))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("42\n");
    }

    private String call(String egress, String script) throws Exception {
        return call(deploy(config(egress, Contract.STDIO, Fresh.CONTAINER, script)));
    }

    private String call(String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port + TestServer.path(name)))
                .header("Authorization", "Bearer " + TestServer.KEY)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private CompletableFuture<String> later(String name) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return call(name);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private static String deploy(FunctionConfig config) {
        String name = "f" + NUMBERS.incrementAndGet();
        server.put(name, config);
        return name;
    }

    /** Of the function that was deployed last. */
    private static EgressCount lastCount() {
        return count("f" + NUMBERS.get()).orElseThrow();
    }

    private static Optional<EgressCount> count(String name) {
        return Optional.ofNullable(
                        server.node.versions(new FunctionName("default", name)).get(1))
                .flatMap(VersionLoad::egress);
    }

    private static FunctionConfig config(String egress, Contract contract, Fresh fresh, String script) {
        return config(egress, contract, fresh, script, 1);
    }

    private static FunctionConfig config(String egress, Contract contract, Fresh fresh, String script, int max) {
        FunctionConfig d = FunctionConfig.defaults();
        return new FunctionConfig(
                contract,
                List.of("sh", "-c", script + (contract.isServer() ? "" : "; true")),
                fresh,
                Optional.empty(),
                DataSize.ofMebibytes(128),
                LONG,
                contract.isServer() ? 10 : 0,
                0,
                max,
                d.queue(),
                Map.of(),
                List.of(),
                Map.of(),
                Serving.DEFAULT,
                Grants.parse(List.of("DB=PGPASSWORD"), egress),
                List.of(),
                Launch.IMAGE);
    }

    private static String psql(String host) {
        return "psql -X -A -t -h " + host + " -U app -d postgres -c 'select 42' 2>&1";
    }

    private static String curl(String url) {
        return "curl -sS -k -m 10 " + url + " 2>&1";
    }

    private static SecretSource password() {
        return new SecretSource() {
            @Override
            public byte[] open(SecretName name) {
                return "right\n".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public Optional<SecretInfo> find(SecretName name) {
                return Optional.of(new SecretInfo(name, 1, 6, Instant.EPOCH, Instant.EPOCH));
            }
        };
    }

    private static List<InetAddress> lookup(String host) throws UnknownHostException {
        List<String> found = NAMES.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : found) {
            addresses.add(InetAddress.getByName(address));
        }
        return addresses;
    }
}
