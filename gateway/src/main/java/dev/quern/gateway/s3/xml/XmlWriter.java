package dev.quern.gateway.s3.xml;

import java.nio.charset.StandardCharsets;

/** Writes an answer's XML. */
public final class XmlWriter {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final String root;

    private XmlWriter(String root, boolean namespace) {
        this.root = root;
        text.append('<').append(root);
        if (namespace) {
            text.append(" xmlns=\"").append(NAMESPACE).append('"');
        }
        text.append('>');
    }

    public static XmlWriter of(String root) {
        return new XmlWriter(root, true);
    }

    /** Errors have no namespace. */
    public static XmlWriter plain(String root) {
        return new XmlWriter(root, false);
    }

    public XmlWriter open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    public XmlWriter close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    public XmlWriter put(String name, Object value) {
        open(name);
        escape(value.toString());
        return close(name);
    }

    /** Markup that was made by another writer. */
    public XmlWriter raw(String markup) {
        text.append(markup);
        return this;
    }

    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    public String text() {
        return text + "</" + root + ">";
    }

    /** Characters XML 1.0 has no way to write are written as references, as S3 does. */
    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> {
                    if (c < 0x20 || c == 0xFFFE || c == 0xFFFF) {
                        text.append("&#x").append(Integer.toHexString(c)).append(';');
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }
}
