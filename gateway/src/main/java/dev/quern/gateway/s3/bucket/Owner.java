package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.xml.XmlWriter;

/** A namespace as S3's owner. */
public final class Owner {
    private Owner() {}

    public static void write(XmlWriter xml, String namespace) {
        write(xml, "Owner", namespace);
    }

    public static void write(XmlWriter xml, String element, String id) {
        xml.open(element).put("ID", id).put("DisplayName", id).close(element);
    }
}
