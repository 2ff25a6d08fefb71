package dev.quern.app.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The AWS SDK as the admin of a server on this machine. */
final class S3 {
    private S3() {}

    static S3Client client(Path data) throws IOException {
        return client(data, UrlConnectionHttpClient.create());
    }

    static S3Client client(Path data, SdkHttpClient http) throws IOException {
        return S3Client.builder()
                .endpointOverride(URI.create(url(data)))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(admin(data))
                .httpClient(http)
                .build();
    }

    static S3Presigner presigner(Path data) throws IOException {
        return S3Presigner.builder()
                .endpointOverride(URI.create(url(data)))
                .region(Region.US_EAST_1)
                .credentialsProvider(admin(data))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    private static AwsCredentialsProvider admin(Path data) {
        ProfileFile file = ProfileFile.builder()
                .content(data.resolve("admin.s3"))
                .type(ProfileFile.Type.CREDENTIALS)
                .build();
        return ProfileCredentialsProvider.builder()
                .profileFile(file)
                .profileName("default")
                .build();
    }

    /** Where the server is reached, from its own file. */
    static String url(Path data) throws IOException {
        return Files.readString(data.resolve("server.json"))
                .replaceAll(".*\"s3Url\":\"([^\"]+)\".*", "$1")
                .strip();
    }
}
