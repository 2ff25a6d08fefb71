package dev.quern.gateway.s3.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Exception;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final Principal ADMIN = new Principal("root", Role.ADMIN, Principal.EVERYWHERE);
    private static final Principal OWNER = new Principal("owner", Role.DEVELOPER, "media");
    private static final Principal CALLER = new Principal("caller", Role.INVOKER, "media");
    private static final Principal OTHER = new Principal("other", Role.DEVELOPER, "shop");

    @Test
    void withoutAPolicyABucketIsItsNamespaces() {
        assertThat(may(OWNER, "", "s3:PutObject", "k")).isTrue();
        assertThat(may(ADMIN, "", "s3:PutObject", "k")).isTrue();
        assertThat(may(CALLER, "", "s3:GetObject", "k")).isFalse();
        assertThat(may(OTHER, "", "s3:GetObject", "k")).isFalse();
    }

    @Test
    void aPolicyGrantsByKeyActionAndPrefix() {
        String policy = policy("Allow", "{\"AWS\":[\"caller\"]}", "[\"s3:Get*\"]", "arn:aws:s3:::b/in/*");
        assertThat(may(CALLER, policy, "s3:GetObject", "in/a")).isTrue();
        assertThat(may(CALLER, policy, "s3:GetObject", "out/a")).isFalse();
        assertThat(may(CALLER, policy, "s3:PutObject", "in/a")).isFalse();
        assertThat(may(OTHER, policy, "s3:GetObject", "in/a")).isFalse();
        assertThat(may(OTHER, policy("Allow", "\"*\"", "\"s3:ListBucket\"", "arn:aws:s3:::b"), "s3:ListBucket", ""))
                .isTrue();
        String namespace = "{\"AWS\":\"arn:aws:iam::shop:root\"}";
        assertThat(may(OTHER, policy("Allow", namespace, "\"*\"", "arn:aws:s3:::b/*"), "s3:PutObject", "x"))
                .isTrue();
    }

    @Test
    void aRefusalGoesFirstButNobodyIsLockedOut() {
        String policy = policy("Deny", "\"*\"", "\"s3:*\"", "arn:aws:s3:::b/*");
        assertThat(may(OWNER, policy, "s3:PutObject", "k")).isFalse();
        assertThat(may(OWNER, policy, "s3:ListBucket", "")).isTrue();
        assertThat(may(OWNER, policy, "s3:PutBucketPolicy", "")).isTrue();
        assertThat(may(ADMIN, policy, "s3:PutObject", "k")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"Statement\":[]}",
                "{\"Statement\":[{\"Effect\":\"Maybe\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ec2:*\",\"Resource\":\"arn:aws:s3:::b\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::c\"}]}",
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::b\","
                        + "\"Condition\":{}}]}"
            })
    void whatIsNotUnderstoodIsRefusedRatherThanLeftOut(String json) {
        assertThatThrownBy(() -> Policy.parse(json, "b"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3Code.MalformedPolicy));
    }

    @Test
    void patternsMatchWithoutRunningAway() {
        assertThat(Statement.matches("a*b?d*", "aXXbcdYY")).isTrue();
        assertThat(Statement.matches("a*b?d", "aXXbcdYY")).isFalse();
        assertThat(Statement.matches("*a".repeat(40) + "b", "a".repeat(4000))).isFalse();
    }

    private static boolean may(Principal who, String policy, String action, String key) {
        Optional<Policy> parsed = policy.isEmpty() ? Optional.empty() : Optional.of(Policy.parse(policy, "b"));
        try {
            new BucketEntry("b", "media", parsed).check(who, action, key);
            return true;
        } catch (S3Exception e) {
            return false;
        }
    }

    private static String policy(String effect, String principal, String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Principal\":" + principal
                + ",\"Action\":" + action + ",\"Resource\":\"" + resource + "\"}]}";
    }
}
