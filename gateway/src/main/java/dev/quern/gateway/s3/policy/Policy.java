package dev.quern.gateway.s3.policy;

import dev.quern.core.access.Principal;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Exception;
import io.avaje.jsonb.Jsonb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket's policy: the part of Amazon's bucket policy language that grants and refuses actions on the bucket and
 * its objects to keys. What it does not know (conditions, Not…) it refuses when the policy is set, since to leave
 * it out would grant more than was written.
 */
public final class Policy {
    private static final Set<String> TOP = Set.of("Version", "Id", "Statement");
    private static final Set<String> PARTS = Set.of("Sid", "Effect", "Principal", "Action", "Resource");
    private static final int LONGEST = 20 << 10;

    private final List<Statement> statements;

    private Policy(List<Statement> statements) {
        this.statements = statements;
    }

    /** @throws S3Exception MalformedPolicy */
    public static Policy parse(String json, String bucket) {
        if (json.length() > LONGEST) {
            throw S3Code.MalformedPolicy.error("A policy has at most " + LONGEST + " characters");
        }
        Map<?, ?> top = map(read(json), "A policy is a JSON object");
        refuseOthers(top, TOP);
        Object version = top.get("Version");
        if (version != null && !Set.of("2012-10-17", "2008-10-17").contains(version)) {
            throw malformed("The policy's Version must be 2012-10-17");
        }
        List<Statement> statements = new ArrayList<>();
        for (Object one : list(top.get("Statement"))) {
            statements.add(statement(map(one, "A Statement is a JSON object"), bucket));
        }
        if (statements.isEmpty()) {
            throw malformed("Missing required field Statement");
        }
        return new Policy(List.copyOf(statements));
    }

    /** What it says of the action; empty when nothing. A refusal goes before a grant. */
    public Optional<Boolean> decides(Principal who, String action, String resource) {
        boolean granted = false;
        for (Statement statement : statements) {
            if (statement.concerns(who, action, resource)) {
                if (!statement.allow()) {
                    return Optional.of(false);
                }
                granted = true;
            }
        }
        return granted ? Optional.of(true) : Optional.empty();
    }

    /**
     * As {@link #decides}, of every key there is or will be that begins with a prefix: granted when one statement
     * grants them all, refused when one may refuse any.
     */
    public Optional<Boolean> decidesBeneath(Principal who, String action, String resource) {
        if (statements.stream().anyMatch(s -> !s.allow() && s.concernsSomeBeneath(who, action, resource))) {
            return Optional.of(false);
        }
        boolean granted = statements.stream().anyMatch(s -> s.allow() && s.concernsAllBeneath(who, action, resource));
        return granted ? Optional.of(true) : Optional.empty();
    }

    private static Statement statement(Map<?, ?> json, String bucket) {
        refuseOthers(json, PARTS);
        boolean allow = switch (String.valueOf(json.get("Effect"))) {
            case "Allow" -> true;
            case "Deny" -> false;
            default -> throw malformed("Effect must be Allow or Deny");
        };
        Object principal = json.get("Principal");
        List<String> principals =
                principal instanceof Map<?, ?> by && by.keySet().equals(Set.of("AWS"))
                        ? texts(by.get("AWS"), "Principal")
                        : "*".equals(principal) ? List.of("*") : texts(null, "Principal");
        List<String> actions = texts(json.get("Action"), "Action");
        if (actions.stream().anyMatch(a -> !a.equals("*") && !a.startsWith("s3:"))) {
            throw malformed("Policy has invalid action");
        }
        List<String> resources = texts(json.get("Resource"), "Resource");
        String own = Statement.RESOURCE + bucket;
        if (resources.stream().anyMatch(r -> !r.equals(own) && !r.startsWith(own + "/"))) {
            throw malformed("Policy has invalid resource");
        }
        return new Statement(allow, principals, actions, resources);
    }

    private static @Nullable Object read(String json) {
        try {
            return Jsonb.instance().type(Object.class).fromJson(json);
        } catch (RuntimeException e) {
            throw malformed("Policies must be valid JSON and the first byte must be '{'");
        }
    }

    private static Map<?, ?> map(@Nullable Object value, String otherwise) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw malformed(otherwise);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    private static List<String> texts(@Nullable Object value, String field) {
        List<String> texts = new ArrayList<>();
        for (Object one : list(value)) {
            if (!(one instanceof String text)) {
                throw malformed(field + " must hold texts");
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw malformed("Missing required field " + field);
        }
        return texts;
    }

    private static void refuseOthers(Map<?, ?> map, Set<String> known) {
        for (Object name : map.keySet()) {
            if (!known.contains(name)) {
                throw malformed("The field " + name + " is not supported here");
            }
        }
    }

    private static S3Exception malformed(String how) {
        return S3Code.MalformedPolicy.error(how);
    }
}
