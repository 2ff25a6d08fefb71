package dev.quern.objects.remote;

import dev.quern.core.error.QuernException;
import java.nio.file.Files;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the client of a remote store. */
final class RemoteClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENT = Duration.ofSeconds(60);

    private RemoteClient() {}

    static S3Client of(RemoteSettings settings) {
        settings.credentials().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw QuernException.invalid(
                    "The file that 'objects.credentials-file' names cannot be read: " + file,
                    "Write an AWS credentials file there, readable by the server.");
        });
        AwsCredentialsProvider credentials = settings.credentials()
                .<AwsCredentialsProvider>map(file -> ProfileCredentialsProvider.builder()
                        .profileFile(ProfileFile.builder()
                                .content(file)
                                .type(ProfileFile.Type.CREDENTIALS)
                                .build())
                        .profileName("default")
                        .build())
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
        return S3Client.builder()
                .endpointOverride(settings.endpoint())
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENT))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }
}
