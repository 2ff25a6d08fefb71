/* WebSocket (RFC 6455) for server.c: the handshake, and short frames echoed until one closes. */
#include <stdint.h>

static uint32_t turn(uint32_t x, int n) {
    return x << n | x >> (32 - n);
}

/* SHA-1 of a short text: at most 119 bytes. */
static void sha1(const char *text, unsigned char digest[20]) {
    unsigned char message[128] = {0};
    size_t length = strlen(text), padded = length < 56 ? 64 : 128;
    memcpy(message, text, length);
    message[length] = 0x80;
    message[padded - 2] = (unsigned char)(length * 8 >> 8);
    message[padded - 1] = (unsigned char)(length * 8);
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    for (size_t block = 0; block < padded; block += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            const unsigned char *m = message + block + 4 * i;
            w[i] = (uint32_t)m[0] << 24 | (uint32_t)m[1] << 16 | (uint32_t)m[2] << 8 | m[3];
        }
        for (int i = 16; i < 80; i++) {
            w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t next = turn(a, 5) + f + e + k + w[i];
            e = d;
            d = c;
            c = turn(b, 30);
            b = a;
            a = next;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
    }
    for (int i = 0; i < 20; i++) {
        digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
    }
}

static void base64(const unsigned char *bytes, int size, char *to) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < size; i += 3) {
        uint32_t v = (uint32_t)bytes[i] << 16 | (i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0) | (i + 2 < size ? bytes[i + 2] : 0);
        *to++ = digits[v >> 18];
        *to++ = digits[v >> 12 & 63];
        *to++ = i + 1 < size ? digits[v >> 6 & 63] : '=';
        *to++ = i + 2 < size ? digits[v & 63] : '=';
    }
    *to = 0;
}

/* The value of Sec-WebSocket-Accept for a key. */
static void acceptance(const char *key, char to[29]) {
    char text[128];
    unsigned char digest[20];
    snprintf(text, sizeof text, "%.60s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    sha1(text, digest);
    base64(digest, 20, to);
}

static int need(struct connection *c, size_t bytes) {
    while (c->end - c->start < bytes) {
        if (!fill(c)) {
            return 0;
        }
    }
    return 1;
}

/* Frames of at most 125 bytes come back as they are, a closing one too, which is the last. */
static void echo_frames(struct connection *c) {
    while (need(c, 6)) {
        unsigned char head[2] = {(unsigned char)c->buffer[c->start], (unsigned char)(c->buffer[c->start + 1] & 0x7f)};
        size_t size = head[1];
        if (size > 125 || !need(c, 6 + size)) {
            return;
        }
        char *mask = c->buffer + c->start + 2, *data = mask + 4;
        for (size_t i = 0; i < size; i++) {
            data[i] ^= mask[i % 4];
        }
        out(c->fd, head, 2);
        out(c->fd, data, size);
        c->start += 6 + size;
        if ((head[0] & 0xf) == 8) {
            return;
        }
    }
}
