package dev.quern.store.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Fields in COPY's binary format (PostgreSQL manual, COPY, "Binary Format"): a length, then the bytes. */
final class CopyBuffer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    /** 2000-01-01, the database's epoch. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private static final int TEXT_OID = 25;

    private byte[] bytes = new byte[1 << 17];
    private int size;

    /** What comes before the first row. */
    CopyBuffer header() {
        raw(SIGNATURE);
        return int32(0).int32(0);
    }

    /** What comes after the last row. */
    CopyBuffer trailer() {
        return int16(-1);
    }

    CopyBuffer row(int fields) {
        return int16(fields);
    }

    CopyBuffer nothing() {
        return int32(-1);
    }

    CopyBuffer smallint(int value) {
        return int32(2).int16(value);
    }

    CopyBuffer integer(int value) {
        return int32(4).int32(value);
    }

    CopyBuffer bigint(long value) {
        return int32(8).int64(value);
    }

    CopyBuffer bool(boolean value) {
        int32(1);
        need(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    CopyBuffer uuid(UUID id) {
        return int32(16).int64(id.getMostSignificantBits()).int64(id.getLeastSignificantBits());
    }

    CopyBuffer time(Instant time) {
        return bigint((time.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + time.getNano() / 1000);
    }

    CopyBuffer time(Optional<Instant> time) {
        return time.isPresent() ? time(time.get()) : nothing();
    }

    CopyBuffer text(String value) {
        return bytea(value.getBytes(StandardCharsets.UTF_8));
    }

    CopyBuffer text(Optional<String> value) {
        return value.isPresent() ? text(value.get()) : nothing();
    }

    CopyBuffer bytea(byte[] value) {
        int32(value.length);
        raw(value);
        return this;
    }

    /** Version 1 of jsonb's binary form: its number and the text. */
    CopyBuffer jsonb(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int32(1 + text.length);
        need(1);
        bytes[size++] = 1;
        raw(text);
        return this;
    }

    /** An array of one dimension, from 1, or of none when it is empty; without NULLs. */
    CopyBuffer texts(List<String> values) {
        int start = size;
        int32(0).int32(values.isEmpty() ? 0 : 1).int32(0).int32(TEXT_OID);
        if (!values.isEmpty()) {
            int32(values.size()).int32(1);
            values.forEach(this::text);
        }
        INT.set(bytes, start, size - start - 4);
        return this;
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    private CopyBuffer int16(int value) {
        need(2);
        SHORT.set(bytes, size, (short) value);
        size += 2;
        return this;
    }

    private CopyBuffer int32(int value) {
        need(4);
        INT.set(bytes, size, value);
        size += 4;
        return this;
    }

    private CopyBuffer int64(long value) {
        need(8);
        LONG.set(bytes, size, value);
        size += 8;
        return this;
    }

    private void raw(byte[] value) {
        need(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void need(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
