package dev.quern.bench.image;

import dev.quern.bench.run.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A registry to be measured. Large bodies are curl's, the same for every registry.
 *
 * @param authorization empty for one that lets everybody in
 */
record Target(String url, String authorization) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Pushes a file as a blob; the seconds its one PUT took. */
    double push(String repository, Path file, String digest) throws IOException, InterruptedException {
        HttpResponse<String> begun = send(
                "POST",
                "/v2/" + repository + "/blobs/uploads/",
                "application/octet-stream",
                HttpRequest.BodyPublishers.noBody());
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI to = URI.create(url).resolve(location);
        String query = (to.getQuery() == null ? "?" : "&") + "digest=" + digest;
        return curl(List.of("-T", file.toString(), "-H", "Content-Type: application/octet-stream", to + query));
    }

    /** Pulls a blob to nowhere; the seconds it took. */
    double pull(String repository, String digest) throws IOException, InterruptedException {
        return curl(List.of(url + "/v2/" + repository + "/blobs/" + digest));
    }

    void manifest(String repository, String tag, String json) throws IOException, InterruptedException {
        send(
                "PUT",
                "/v2/" + repository + "/manifests/" + tag,
                "application/vnd.oci.image.manifest.v1+json",
                HttpRequest.BodyPublishers.ofString(json));
    }

    private HttpResponse<String> send(String method, String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body)
                .header("Content-Type", type);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private double curl(List<String> more) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("curl", "-sSf", "-o", "/dev/null", "-w", "%{time_total}", "-H", "Expect:"));
        if (!authorization.isEmpty()) {
            command.addAll(List.of("-H", "Authorization: " + authorization));
        }
        command.addAll(more);
        return Double.parseDouble(Shell.must(command).output().trim());
    }
}
