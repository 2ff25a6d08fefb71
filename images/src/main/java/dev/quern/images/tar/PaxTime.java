package dev.quern.images.tar;

/** A pax time: decimal seconds with an optional fraction, possibly negative. */
record PaxTime(long seconds, int nanos) {
    static PaxTime parse(String text) {
        int dot = text.indexOf('.');
        long whole = PaxFields.parseLong(dot < 0 ? text : text.substring(0, dot));
        if (dot < 0) {
            return new PaxTime(whole, 0);
        }
        String fraction = (text.substring(dot + 1) + "000000000").substring(0, 9);
        int nanos = (int) PaxFields.parseLong(fraction);
        if (nanos < 0) {
            throw TarHeader.invalid("a time in a pax header is not one");
        }
        boolean negative = text.startsWith("-") && nanos > 0;
        return negative ? new PaxTime(whole - 1, 1_000_000_000 - nanos) : new PaxTime(whole, nanos);
    }
}
