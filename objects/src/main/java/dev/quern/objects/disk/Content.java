package dev.quern.objects.disk;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Bytes that were written, in memory for the row or in a file.
 *
 * @param etag its MD5 in hexadecimal
 * @param headers what was known only at the stream's end
 */
record Content(long size, String etag, Map<String, String> headers, Optional<byte[]> bytes, Optional<UUID> file) {}
