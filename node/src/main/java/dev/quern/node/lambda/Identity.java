package dev.quern.node.lambda;

import dev.quern.core.name.FunctionName;
import dev.quern.node.call.CallSpec;

/** What a function is called in the words of AWS. */
public record Identity(String name, int version) {
    /** A region that no cloud has: what resolves it to a host of AWS fails. */
    static final String REGION = "quern";

    public static Identity of(CallSpec spec) {
        return new Identity(spec.function().map(FunctionName::name).orElse("function"), spec.version());
    }

    String arn() {
        return "arn:aws:lambda:" + REGION + ":000000000000:function:" + name + ":" + version;
    }
}
