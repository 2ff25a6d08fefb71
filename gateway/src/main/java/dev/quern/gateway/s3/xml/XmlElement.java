package dev.quern.gateway.s3.xml;

import dev.quern.gateway.s3.S3Code;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of a request's XML: its name without namespace, its text, its children. */
public final class XmlElement {
    private static final int DEEPEST = 12;
    private static final int MOST = 200_000;
    private static final XMLInputFactory FACTORY = factory();

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final List<XmlElement> children = new ArrayList<>();

    private XmlElement(String name) {
        this.name = name;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        // No document types, so no entities: nothing that grows or reads files.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * Reads a document whose length the caller has bounded.
     *
     * @throws dev.quern.gateway.s3.S3Exception MalformedXML, also for another root
     */
    public static XmlElement read(InputStream in, String root) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(in, "UTF-8");
            XmlElement document = read(reader);
            if (!document.name.equals(root)) {
                throw S3Code.MalformedXML.error();
            }
            return document;
        } catch (XMLStreamException e) {
            throw S3Code.MalformedXML.error();
        }
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
        XmlElement document = new XmlElement("");
        List<XmlElement> path = new ArrayList<>(List.of(document));
        int count = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (path.size() > DEEPEST || ++count > MOST) {
                        throw S3Code.MalformedXML.error();
                    }
                    XmlElement element = new XmlElement(reader.getLocalName());
                    path.getLast().children.add(element);
                    path.add(element);
                }
                case XMLStreamConstants.END_ELEMENT -> path.removeLast();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    path.getLast().text.append(reader.getText());
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw S3Code.MalformedXML.error();
                default -> {
                    // Comments, instructions and white space between elements say nothing.
                }
            }
        }
        return document.children.getFirst();
    }

    public String name() {
        return name;
    }

    public List<XmlElement> children() {
        return children;
    }

    public List<XmlElement> all(String child) {
        return children.stream().filter(c -> c.name.equals(child)).toList();
    }

    public Optional<XmlElement> one(String child) {
        return all(child).stream().findFirst();
    }

    /** The text of a child; empty when it is missing. */
    public Optional<String> text(String child) {
        return one(child).map(XmlElement::text);
    }

    /** @throws dev.quern.gateway.s3.S3Exception MalformedXML when it is missing */
    public String need(String child) {
        return text(child).orElseThrow(S3Code.MalformedXML::error);
    }

    public String text() {
        return text.toString();
    }
}
