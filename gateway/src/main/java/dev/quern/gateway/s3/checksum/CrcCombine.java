package dev.quern.gateway.s3.checksum;

import java.nio.ByteBuffer;

/**
 * The CRC of two pieces of data, one behind the other, from the CRC of each and the second's length: the first's is
 * moved on by as many zero bytes, which is a multiplication by x^(8n) modulo the polynomial (as zlib's
 * crc32_combine, by squaring). Polynomials are reflected: the highest bit is x^0.
 */
final class CrcCombine {
    private final long polynomial;
    private final long one;

    private CrcCombine(long polynomial, int bits) {
        this.polynomial = polynomial;
        this.one = 1L << (bits - 1);
    }

    static byte[] combine(Algorithm algorithm, byte[] first, byte[] second, long secondLength) {
        CrcCombine field = switch (algorithm) {
            case CRC32 -> new CrcCombine(0xEDB88320L, 32);
            case CRC32C -> new CrcCombine(0x82F63B78L, 32);
            case CRC64NVME -> new CrcCombine(Crc64Nvme.POLYNOMIAL, 64);
            case SHA1, SHA256 -> throw new IllegalArgumentException(algorithm + " does not combine");
        };
        long moved = field.multiply(field.power(secondLength), number(first));
        return bytes(moved ^ number(second), first.length);
    }

    /** x^(8n). */
    private long power(long bytes) {
        long result = one;
        // x^8, squared as often as the length has bits.
        long square = one >>> 8;
        for (long n = bytes; n != 0; n >>>= 1) {
            if ((n & 1) != 0) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    private long multiply(long a, long b) {
        long product = 0;
        long factor = b;
        for (long bit = one; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) == 0 ? factor >>> 1 : factor >>> 1 ^ polynomial;
        }
        return product;
    }

    private static long number(byte[] value) {
        return value.length == 4
                ? Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt())
                : ByteBuffer.wrap(value).getLong();
    }

    private static byte[] bytes(long value, int length) {
        return length == 4
                ? ByteBuffer.allocate(4).putInt((int) value).array()
                : ByteBuffer.allocate(8).putLong(value).array();
    }
}
