# write_archive ROOT CONFIG TAG FILE: a folder as a one-layer image archive, the same bytes for the same content.
# CONFIG is the "config" object of an OCI image configuration (image-spec 1.1, config.md). Uses $work, $architecture.

# add_blob FILE: moves a file to its content address and prints the digest in hex.
add_blob() {
    hex=$(sha256sum "$1" | cut -d' ' -f1)
    mv "$1" "$work/image/blobs/sha256/$hex"
    echo "$hex"
}

size_of() {
    wc -c <"$work/image/blobs/sha256/$1" | tr -d ' '
}

steady_tar() {
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu "$@"
}

write_archive() {
    mkdir -p "$work/image/blobs/sha256"
    steady_tar -cf "$work/layer.tar" -C "$1" .
    layer=$(add_blob "$work/layer.tar")

    printf '{"created":"1970-01-01T00:00:00Z","architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
        "$architecture" "$(tr -d '\n' <"$2")" "$layer" >"$work/config"
    config=$(add_blob "$work/config")

    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:%s","size":%s}]}' \
        "$config" "$(size_of "$config")" "$layer" "$(size_of "$layer")" >"$work/manifest"
    manifest=$(add_blob "$work/manifest")

    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' \
        "$manifest" "$(size_of "$manifest")" "$3" >"$work/image/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$work/image/oci-layout"
    printf '[{"Config":"blobs/sha256/%s","RepoTags":["%s"],"Layers":["blobs/sha256/%s"]}]' \
        "$config" "$3" "$layer" >"$work/image/manifest.json"

    (cd "$work/image" && steady_tar -cf "$4" oci-layout index.json manifest.json blobs)
}
