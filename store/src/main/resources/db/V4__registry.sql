-- What the OCI registry knows; bytes are objects, see registry_blobs.
--
-- References are foreign keys wherever the referenced must stay: the database itself refuses to lose a blob
-- that a manifest names. What a manifest may outlive (the manifests of an index, a subject) is a plain column.
-- Changes of a repository's manifests, and the garbage collection of them, hold the repository's row.

-- Made by its first push. The name is whole, its namespace first: media/tools/thumbnail.
CREATE TABLE registry_repositories (
    id         uuid        PRIMARY KEY,
    namespace  text        NOT NULL REFERENCES namespaces ON DELETE CASCADE,
    name       text        COLLATE "C" NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);
CREATE INDEX registry_repositories_by_namespace ON registry_repositories (namespace, name);

-- Blobs and manifests whose bytes are, or are about to be, in the object store.
CREATE TABLE registry_blobs (
    digest     text        COLLATE "C" PRIMARY KEY,
    size_bytes bigint      NOT NULL CHECK (size_bytes >= 0),
    used_at    timestamptz NOT NULL
);

-- A blob belongs to the repositories it was pushed to or mounted in; elsewhere it does not exist.
CREATE TABLE registry_repository_blobs (
    repository uuid        NOT NULL REFERENCES registry_repositories ON DELETE CASCADE,
    digest     text        COLLATE "C" NOT NULL REFERENCES registry_blobs,
    used_at    timestamptz NOT NULL,
    PRIMARY KEY (repository, digest)
);
CREATE INDEX registry_repository_blobs_by_digest ON registry_repository_blobs (digest);

CREATE TABLE registry_manifests (
    repository    uuid        NOT NULL REFERENCES registry_repositories ON DELETE CASCADE,
    digest        text        COLLATE "C" NOT NULL REFERENCES registry_blobs,
    media_type    text        NOT NULL,
    size_bytes    bigint      NOT NULL,
    artifact_type text,
    subject       text        COLLATE "C",
    annotations   jsonb       NOT NULL,
    pushed_at     timestamptz NOT NULL,
    PRIMARY KEY (repository, digest)
);
CREATE INDEX registry_manifests_by_digest ON registry_manifests (digest);
CREATE INDEX registry_manifests_by_subject ON registry_manifests (repository, subject, digest)
    WHERE subject IS NOT NULL;

CREATE TABLE registry_manifest_blobs (
    repository uuid   NOT NULL,
    manifest   text   COLLATE "C" NOT NULL,
    digest     text   COLLATE "C" NOT NULL,
    PRIMARY KEY (repository, manifest, digest),
    FOREIGN KEY (repository, manifest) REFERENCES registry_manifests ON DELETE CASCADE,
    -- Deferred: removing a repository removes both sides in one go.
    FOREIGN KEY (repository, digest) REFERENCES registry_repository_blobs DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX registry_manifest_blobs_by_digest ON registry_manifest_blobs (repository, digest);

-- The manifests an index lists.
CREATE TABLE registry_manifest_children (
    repository uuid   NOT NULL,
    manifest   text   COLLATE "C" NOT NULL,
    child      text   COLLATE "C" NOT NULL,
    PRIMARY KEY (repository, manifest, child),
    FOREIGN KEY (repository, manifest) REFERENCES registry_manifests ON DELETE CASCADE
);
CREATE INDEX registry_manifest_children_by_child ON registry_manifest_children (repository, child);

CREATE TABLE registry_tags (
    repository uuid        NOT NULL,
    name       text        COLLATE "C" NOT NULL,
    digest     text        COLLATE "C" NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (repository, name),
    FOREIGN KEY (repository, digest) REFERENCES registry_manifests ON DELETE CASCADE
);
CREATE INDEX registry_tags_by_digest ON registry_tags (repository, digest);
CREATE INDEX registry_tags_in_order ON registry_tags (repository, lower(name) COLLATE "C", name);

-- Uploads under way; their bytes are files. digest stands while the bytes go to the object store, and keeps
-- the garbage collection away from that blob.
CREATE TABLE registry_uploads (
    id         uuid        PRIMARY KEY,
    repository uuid        NOT NULL REFERENCES registry_repositories ON DELETE CASCADE,
    digest     text        COLLATE "C",
    touched_at timestamptz NOT NULL
);
CREATE INDEX registry_uploads_by_digest ON registry_uploads (digest) WHERE digest IS NOT NULL;
