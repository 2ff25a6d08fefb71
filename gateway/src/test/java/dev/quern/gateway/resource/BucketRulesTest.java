package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.ADMIN;
import static dev.quern.gateway.Installation.developer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.quern.core.access.Principal;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.function.Mount;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.gateway.s3.policy.BucketTable;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class BucketRulesTest {
    private final Installation quern;
    private String mine = "";
    private String theirs = "";

    BucketRulesTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void makeNames() {
        mine = quern.namespace();
        theirs = quern.namespace();
        quern.store.buckets().create(mine + "-bucket", mine);
        quern.store.buckets().create(theirs + "-bucket", theirs);
    }

    private BucketRules rules(String... listed) {
        return new BucketRules(new BucketTable(quern.store.buckets()), List.of(listed));
    }

    private void policy(String bucket, String effect, String who, String action, String resource) {
        quern.store.buckets().keep(bucket, BucketTable.POLICY, """
                {"Statement":[{"Effect":"%s","Principal":{"AWS":"%s"},"Action":%s,"Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s"]}]}
                """.formatted(effect, who, action, bucket, resource));
    }

    private static void allowed(BucketRules rules, Principal who, String namespace, String mount) {
        assertThatCode(() -> rules.requireDeploy(who, namespace, Mount.parse(mount)))
                .doesNotThrowAnyException();
    }

    private static void refused(BucketRules rules, Principal who, String namespace, String mount) {
        Refused.with(ErrorCode.FORBIDDEN, () -> rules.requireDeploy(who, namespace, Mount.parse(mount)));
    }

    @Test
    void aNamespaceMountsItsOwnBuckets() {
        allowed(rules(), developer(mine), mine, mine + "-bucket:/data:rw");
        allowed(rules(), ADMIN, mine, mine + "-bucket/in:/data");
        refused(rules(), developer(mine), mine, theirs + "-bucket:/data");
        refused(rules(), ADMIN, mine, theirs + "-bucket:/data");
        Refused.with(
                ErrorCode.BUCKET_NOT_FOUND,
                () -> rules().requireDeploy(ADMIN, mine, Mount.parse("nothing-there:/data")));
    }

    @Test
    void anothersIsMountedWhenItIsListedAndItsPolicyGrantsIt() {
        String bucket = theirs + "-bucket";
        refused(rules(bucket), developer(mine), mine, bucket + ":/data");
        policy(
                bucket,
                "Allow",
                "arn:aws:iam::" + mine + ":root",
                "[\"s3:ListBucket\",\"s3:GetObject\"]",
                bucket + "/in/*");
        allowed(rules(bucket), developer(mine), mine, bucket + "/in:/data");
        allowed(rules(bucket + "/in"), developer(mine), mine, bucket + "/in/deep:/data");
        refused(rules(bucket), developer(mine), mine, bucket + "/in:/data:rw");
        refused(rules(bucket), developer(mine), mine, bucket + ":/data");
        refused(rules(bucket), developer(mine), mine, bucket + "/inner:/data");
        refused(rules(bucket + "/out"), developer(mine), mine, bucket + "/in:/data");
        refused(rules(), developer(mine), mine, bucket + "/in:/data");
    }

    @Test
    void whatAPolicyRefusesIsNotMountedByTheOwnerEither() {
        String bucket = mine + "-bucket";
        policy(bucket, "Deny", "*", "\"s3:PutObject\"", bucket + "/in/secret/*");
        refused(rules(), developer(mine), mine, bucket + "/in:/data:rw");
        refused(rules(), developer(mine), mine, bucket + "/in/secret/x:/data:rw");
        allowed(rules(), developer(mine), mine, bucket + "/in:/data");
        allowed(rules(), developer(mine), mine, bucket + "/out:/data:rw");
        Refused.with(ErrorCode.FORBIDDEN, () -> rules().requireMount(mine, Mount.parse(bucket + "/in:/data:rw")));
    }

    @Test
    void aDeployThatMountsIsCheckedAndKeepsItsMount() {
        quern.image(mine, "docker.io/library/app:latest");
        FunctionName function = new FunctionName(mine, "f");
        Refused.with(
                ErrorCode.FORBIDDEN,
                () -> quern.versions.deploy(developer(mine), function, Deploys.mounts(theirs + "-bucket:/data")));
        assertThat(quern.versions
                        .deploy(developer(mine), function, Deploys.mounts(mine + "-bucket/in/:/data:rw"))
                        .config()
                        .mounts())
                .containsExactly(mine + "-bucket/in:/data:rw");
    }
}
