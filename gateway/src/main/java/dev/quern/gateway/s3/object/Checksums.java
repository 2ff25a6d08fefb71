package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import java.util.Map;
import java.util.Optional;

/** Checksums in XML. */
public final class Checksums {
    private Checksums() {}

    /** Writes those of the headers that are checksums. */
    public static void write(XmlWriter xml, Map<String, String> headers) {
        for (Algorithm algorithm : Algorithm.values()) {
            String value = headers.get(algorithm.header());
            if (value != null) {
                xml.put(algorithm.element(), value);
            }
        }
    }

    /** The algorithm of an object's checksum. */
    public static Optional<Algorithm> algorithm(Map<String, String> headers) {
        for (Algorithm algorithm : Algorithm.values()) {
            if (headers.containsKey(algorithm.header())) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** The value an element says, if it says one. */
    public static Optional<String> read(XmlElement element, Algorithm algorithm) {
        return element.text(algorithm.element());
    }
}
