package dev.quern.gateway.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of Amazon's own pages on signing S3 requests, and what is done to them. */
class SignatureTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final String CREDENTIAL =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=";
    private static final Principal WHO = new Principal("AKIAIOSFODNN7EXAMPLE", Role.DEVELOPER, "default");

    private Instant now = Instant.parse("2013-05-24T00:00:00Z");
    private final Authentication authentication = new Authentication(
            id -> id.equals(WHO.keyId())
                    ? Optional.of(new SigningKey(WHO, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
                    : Optional.empty(),
            () -> now);

    private static Map<String, String> headers(String... pairs) {
        Map<String, String> all =
                new HashMap<>(Map.of("host", HOST, "x-amz-content-sha256", EMPTY, "x-amz-date", "20130524T000000Z"));
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all;
    }

    private static TestHead getObject() {
        return new TestHead(
                "GET",
                "/test.txt",
                "",
                headers(
                        "range",
                        "bytes=0-9",
                        "authorization",
                        CREDENTIAL + "host;range;x-amz-content-sha256;x-amz-date,"
                                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
    }

    private static TestHead presigned() {
        return new TestHead(
                "GET",
                "/test.txt",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3"
                        + "%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                Map.of("host", HOST));
    }

    @Test
    void aGetIsRecognised() {
        assertThat(authentication.verify(getObject()).principal()).isEqualTo(WHO);
    }

    @Test
    void aPutWithADateHeaderAndAnOddKeyIsRecognised() {
        String hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        Signed signed = authentication.verify(new TestHead(
                "PUT",
                "/test%24file.text",
                "",
                headers(
                        "date",
                        "Fri, 24 May 2013 00:00:00 GMT",
                        "x-amz-storage-class",
                        "REDUCED_REDUNDANCY",
                        "x-amz-content-sha256",
                        hash,
                        "authorization",
                        CREDENTIAL + "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
                                + "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")));
        assertThat(signed.payload()).isEqualTo(new Payload.Hashed(hash));
    }

    @Test
    void queriesAreSigned() {
        authentication.verify(new TestHead(
                "GET",
                "/",
                "lifecycle",
                headers(
                        "authorization",
                        CREDENTIAL + "host;x-amz-content-sha256;x-amz-date,"
                                + "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")));
        authentication.verify(new TestHead(
                "GET",
                "/",
                "max-keys=2&prefix=J",
                headers(
                        "authorization",
                        CREDENTIAL + "host;x-amz-content-sha256;x-amz-date,"
                                + "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")));
    }

    @Test
    void aPresignedAddressIsRecognisedUntilItExpires() {
        assertThat(authentication.verify(presigned()).payload()).isInstanceOf(Payload.Unsigned.class);
        now = now.plusSeconds(86_401);
        refused(S3Code.AccessDenied, presigned());
        now = now.minusSeconds(86_401 + 901);
        refused(S3Code.RequestTimeTooSkewed, presigned());
    }

    @Test
    void anAddressPresignedTheOldWayIsRecognisedUntilItExpires() {
        String query =
                "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";
        TestHead head = new TestHead("GET", "/johnsmith/photos/puppy.jpg", query, Map.of("host", HOST));
        refused(S3Code.AccessDenied, head);
        now = Instant.ofEpochSecond(1_175_139_600);
        assertThat(authentication.verify(head).principal()).isEqualTo(WHO);
        refused(S3Code.SignatureDoesNotMatch, new TestHead("GET", "/johnsmith/other", query, head.all()));
        refused(S3Code.SignatureDoesNotMatch, new TestHead("PUT", head.rawPath(), query, head.all()));
        refused(S3Code.SignatureDoesNotMatch, new TestHead("GET", head.rawPath(), query + "&acl", head.all()));
    }

    @Test
    void whatWasChangedOnTheWayIsRefused() {
        TestHead good = getObject();
        refused(S3Code.SignatureDoesNotMatch, new TestHead("PUT", good.rawPath(), "", good.all()));
        refused(S3Code.SignatureDoesNotMatch, new TestHead("GET", "/other", "", good.all()));
        refused(S3Code.SignatureDoesNotMatch, new TestHead("GET", good.rawPath(), "acl", good.all()));
        for (String header : new String[] {"range", "host", "x-amz-content-sha256"}) {
            Map<String, String> all = new HashMap<>(good.all());
            all.put(header, header.equals("range") ? "bytes=0-10" : "a".repeat(64));
            refused(S3Code.SignatureDoesNotMatch, new TestHead("GET", good.rawPath(), "", all));
        }
        Map<String, String> added = new HashMap<>(good.all());
        added.put("x-amz-acl", "public-read");
        refused(S3Code.AccessDenied, new TestHead("GET", good.rawPath(), "", added));
    }

    @Test
    void whatIsNotSignedOrNotSoOrNotNowIsToldSo() {
        refused(S3Code.AccessDenied, new TestHead("GET", "/", "", Map.of("host", HOST)));
        refused(S3Code.InvalidRequest, new TestHead("GET", "/", "", headers("authorization", "AWS key:signature")));
        refused(
                S3Code.AuthorizationHeaderMalformed,
                new TestHead("GET", "/", "", headers("authorization", "Bearer x")));
        refused(
                S3Code.AuthorizationHeaderMalformed,
                new TestHead(
                        "GET",
                        "/",
                        "",
                        headers("authorization", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x")));
        Map<String, String> unknown = new HashMap<>(getObject().all());
        unknown.compute("authorization", (_, text) -> String.valueOf(text).replace("AKIAIO", "OTHER"));
        refused(S3Code.InvalidAccessKeyId, new TestHead("GET", "/test.txt", "", unknown));
        now = now.plusSeconds(901);
        refused(S3Code.RequestTimeTooSkewed, getObject());
        now = now.minusSeconds(1802);
        refused(S3Code.RequestTimeTooSkewed, getObject());
    }

    @Test
    void signedChunksAreReadAndAlteredOnesAreNot() throws Exception {
        byte[] coded = chunks();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        chunked(coded, read);
        byte[] expected = new byte[66_560];
        Arrays.fill(expected, (byte) 'a');
        assertThat(read.toByteArray()).isEqualTo(expected);
        for (int at : new int[] {200, 65_000, 66_000, coded.length - 20}) {
            byte[] altered = coded.clone();
            altered[at] ^= 1;
            assertThatThrownBy(() -> chunked(altered, new ByteArrayOutputStream()))
                    .isInstanceOf(S3Exception.class);
        }
        byte[] cut = Arrays.copyOf(coded, coded.length - 100);
        assertThatThrownBy(() -> chunked(cut, new ByteArrayOutputStream())).isInstanceOf(S3Exception.class);
    }

    /** The page prints another last signature, over the word of chunks; the SDKs make this one, over that of trailers. */
    @Test
    void aSignedTrailerIsReadAndAnAlteredOneIsNot() throws Exception {
        String coded = "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
                + "a".repeat(65_536)
                + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
                + "a".repeat(1024)
                + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
        ChunkedInput body = trailed(coded);
        assertThat(body.readAllBytes()).hasSize(66_560).containsOnly('a');
        assertThat(body.trailers()).containsExactly(Map.entry("x-amz-checksum-crc32c", "sOO8/Q=="));
        for (String altered : List.of(
                coded.replace("sOO8/Q==", "sOO8/A=="),
                coded.replace("d81f82", "d81f83"),
                coded.replace("x-amz-trailer-signature", "x-other"),
                coded.replace("2ca2ab", "2ca2ac"),
                coded.substring(0, coded.indexOf("x-amz-checksum")) + "\r\n")) {
            assertThatThrownBy(() -> trailed(altered).readAllBytes())
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3Code.SignatureDoesNotMatch));
        }
    }

    private ChunkedInput trailed(String coded) {
        Signed signed = authentication.verify(
                new TestHead(
                        "PUT",
                        "/examplebucket/chunkObject.txt",
                        "",
                        headers(
                                "host", "s3.amazonaws.com",
                                "x-amz-storage-class", "REDUCED_REDUNDANCY",
                                "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                                "content-encoding", "aws-chunked",
                                "x-amz-decoded-content-length", "66560",
                                "x-amz-trailer", "x-amz-checksum-crc32c",
                                "authorization",
                                        CREDENTIAL
                                                + "content-encoding;host;x-amz-content-sha256;x-amz-date;"
                                                + "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,"
                                                + "Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")));
        assertThat(signed.payload()).isEqualTo(new Payload.Chunked(true, true));
        byte[] bytes = coded.getBytes(StandardCharsets.US_ASCII);
        return new ChunkedInput(new ByteArrayInputStream(bytes), 66_560, signed.chunks(), true);
    }

    private void chunked(byte[] coded, ByteArrayOutputStream to) throws IOException {
        Signed signed = authentication.verify(
                new TestHead(
                        "PUT",
                        "/examplebucket/chunkObject.txt",
                        "",
                        headers(
                                "host", "s3.amazonaws.com",
                                "x-amz-storage-class", "REDUCED_REDUNDANCY",
                                "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                                "content-encoding", "aws-chunked",
                                "x-amz-decoded-content-length", "66560",
                                "content-length", "66824",
                                "authorization",
                                        CREDENTIAL
                                                + "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                                                + "x-amz-decoded-content-length;x-amz-storage-class,"
                                                + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")));
        new ChunkedInput(new ByteArrayInputStream(coded), 66_560, signed.chunks(), false).transferTo(to);
    }

    private static byte[] chunks() {
        String text = "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                + "a".repeat(65_536)
                + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                + "a".repeat(1024)
                + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void refused(S3Code code, TestHead head) {
        assertThatThrownBy(() -> authentication.verify(head))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
