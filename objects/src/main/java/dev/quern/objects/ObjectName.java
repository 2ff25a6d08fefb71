package dev.quern.objects;

/**
 * Where an object is.
 *
 * @param bucket its bucket; names that begin with an underscore are Quern's own, which no client reaches
 * @param key 1 to 1,024 bytes of UTF-8, any characters: a name, not a path
 */
public record ObjectName(String bucket, String key) {
    @Override
    public String toString() {
        return bucket + "/" + key;
    }
}
