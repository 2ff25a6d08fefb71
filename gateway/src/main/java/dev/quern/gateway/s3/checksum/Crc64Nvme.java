package dev.quern.gateway.s3.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/** CRC-64/NVME: polynomial AD93D23594C93659, reflected, all ones in and out; eight bytes a step (slicing by 8). */
final class Crc64Nvme implements Checksum {
    /** The polynomial with its bits reversed. */
    static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final long[][] TABLE = table();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long crc = -1;

    private static long[][] table() {
        long[][] table = new long[8][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
            }
            table[0][i] = value;
        }
        for (int i = 0; i < 256; i++) {
            for (int slice = 1; slice < 8; slice++) {
                long before = table[slice - 1][i];
                table[slice][i] = before >>> 8 ^ table[0][(int) (before & 0xff)];
            }
        }
        return table;
    }

    @Override
    public void update(int b) {
        crc = crc >>> 8 ^ TABLE[0][(int) ((crc ^ b) & 0xff)];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        long c = crc;
        int at = offset;
        int end = offset + length;
        for (; end - at >= 8; at += 8) {
            long x = c ^ (long) LONG.get(bytes, at);
            c = TABLE[7][(int) (x & 0xff)]
                    ^ TABLE[6][(int) (x >>> 8 & 0xff)]
                    ^ TABLE[5][(int) (x >>> 16 & 0xff)]
                    ^ TABLE[4][(int) (x >>> 24 & 0xff)]
                    ^ TABLE[3][(int) (x >>> 32 & 0xff)]
                    ^ TABLE[2][(int) (x >>> 40 & 0xff)]
                    ^ TABLE[1][(int) (x >>> 48 & 0xff)]
                    ^ TABLE[0][(int) (x >>> 56)];
        }
        for (; at < end; at++) {
            c = c >>> 8 ^ TABLE[0][(int) ((c ^ bytes[at]) & 0xff)];
        }
        crc = c;
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = -1;
    }
}
