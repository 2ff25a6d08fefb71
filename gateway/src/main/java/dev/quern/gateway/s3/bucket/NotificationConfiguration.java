package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whom to tell what happens to a bucket's objects, as clients set and read it.
 *
 * @param rules in their order
 */
record NotificationConfiguration(List<Rule> rules) {
    /** The kinds of rules, with the element each names its destination in. */
    private static final Map<String, String> KINDS = Map.of(
            "QueueConfiguration", "Queue",
            "TopicConfiguration", "Topic",
            "CloudFunctionConfiguration", "CloudFunction");

    private static final Set<String> EVENTS = Set.of(
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Post",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectTagging:*",
            "s3:ObjectTagging:Put",
            "s3:ObjectTagging:Delete");
    private static final int MOST = 100;

    /** One destination with what it is told of. */
    record Rule(
            String kind,
            String id,
            String destination,
            List<String> events,
            Optional<String> prefix,
            Optional<String> suffix) {}

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** @throws dev.quern.gateway.s3.S3Exception MalformedXML, InvalidArgument */
    static NotificationConfiguration read(XmlElement root) {
        List<Rule> rules = new ArrayList<>();
        for (XmlElement child : root.children()) {
            String destination = KINDS.get(child.name());
            if (destination == null) {
                throw S3Code.NotImplemented.error("A " + child.name() + " is not implemented.");
            }
            List<String> events =
                    child.all("Event").stream().map(XmlElement::text).toList();
            if (events.isEmpty()) {
                throw S3Code.MalformedXML.error();
            }
            if (!EVENTS.containsAll(events)) {
                throw S3Code.InvalidArgument.error("The event is not supported for notifications");
            }
            rules.add(new Rule(
                    child.name(),
                    child.text("Id")
                            .filter(id -> !id.isEmpty())
                            .orElseGet(() -> UUID.randomUUID().toString()),
                    child.need(destination),
                    events,
                    filter(child, "prefix"),
                    filter(child, "suffix")));
        }
        if (rules.size() > MOST) {
            throw S3Code.InvalidArgument.error("There may be " + MOST + " rules at most");
        }
        return new NotificationConfiguration(rules);
    }

    private static Optional<String> filter(XmlElement rule, String name) {
        return rule.one("Filter").flatMap(f -> f.one("S3Key")).stream()
                .flatMap(key -> key.all("FilterRule").stream())
                .filter(one -> one.need("Name").equalsIgnoreCase(name))
                .map(one -> one.need("Value"))
                .findFirst();
    }

    String xml() {
        XmlWriter xml = XmlWriter.of("NotificationConfiguration");
        for (Rule rule : rules) {
            xml.open(rule.kind()).put("Id", rule.id()).put(KINDS.getOrDefault(rule.kind(), ""), rule.destination());
            rule.events().forEach(event -> xml.put("Event", event));
            if (rule.prefix().isPresent() || rule.suffix().isPresent()) {
                xml.open("Filter").open("S3Key");
                rule.prefix().ifPresent(value -> filter(xml, "prefix", value));
                rule.suffix().ifPresent(value -> filter(xml, "suffix", value));
                xml.close("S3Key").close("Filter");
            }
            xml.close(rule.kind());
        }
        return xml.text();
    }

    private static void filter(XmlWriter xml, String name, String value) {
        xml.open("FilterRule").put("Name", name).put("Value", value).close("FilterRule");
    }
}
