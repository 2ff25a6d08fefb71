package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.Uris;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tags of an object or a bucket. */
public record Tags(Map<String, String> values) {
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;
    private static final int OF_OBJECT = 10;
    private static final int OF_BUCKET = 50;

    public int size() {
        return values.size();
    }

    /** Of {@code a=b&c=d}. */
    public static Tags parse(String text) {
        Tags tags = new Tags(new TreeMap<>());
        for (Query.Parameter parameter : Query.parse(text).all()) {
            tags.add(parameter.name(), parameter.value(), OF_OBJECT);
        }
        return tags;
    }

    public static Tags ofObject(XmlElement tagging) {
        return read(tagging, OF_OBJECT);
    }

    public static Tags ofBucket(XmlElement tagging) {
        return read(tagging, OF_BUCKET);
    }

    private static Tags read(XmlElement tagging, int most) {
        Tags tags = new Tags(new TreeMap<>());
        for (XmlElement tag :
                tagging.one("TagSet").orElseThrow(S3Code.MalformedXML::error).all("Tag")) {
            tags.add(tag.need("Key"), tag.need("Value"), most);
        }
        return tags;
    }

    private void add(String key, String value, int most) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || value.length() > LONGEST_VALUE || key.startsWith("aws:")) {
            throw S3Code.InvalidTag.error();
        }
        if (values.put(key, value) != null) {
            throw S3Code.InvalidTag.error("Cannot provide multiple Tags with the same key");
        }
        if (values.size() > most) {
            throw S3Code.InvalidTag.error("There may be " + most + " tags at most");
        }
    }

    public String text() {
        return values.entrySet().stream()
                .map(tag -> Uris.encode(tag.getKey(), false) + "=" + Uris.encode(tag.getValue(), false))
                .collect(Collectors.joining("&"));
    }

    public XmlWriter xml() {
        XmlWriter xml = XmlWriter.of("Tagging").open("TagSet");
        values.forEach((key, value) ->
                xml.open("Tag").put("Key", key).put("Value", value).close("Tag"));
        return xml.close("TagSet");
    }
}
