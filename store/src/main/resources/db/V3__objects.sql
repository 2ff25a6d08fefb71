-- Buckets' names are global, as S3's are; namespace is NULL for Quern's own, which no client reaches.
CREATE TABLE buckets (
    name       text        COLLATE "C" PRIMARY KEY,
    namespace  text        REFERENCES namespaces,
    created_at timestamptz NOT NULL
);
CREATE INDEX buckets_by_namespace ON buckets (namespace);

-- What is kept about a bucket as it was given: its policy, tags, notification configuration.
CREATE TABLE bucket_documents (
    bucket   text COLLATE "C" NOT NULL REFERENCES buckets ON DELETE CASCADE,
    kind     text NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (bucket, kind)
);

-- Keys are compared by bytes: a listing in the order of UTF-8 is a range of the primary key.
-- The bytes are in the row (content), in the file of that id (file, parts = 0), or in the files of
-- object_parts with content = file (parts > 0).
CREATE TABLE objects (
    bucket      text        COLLATE "C" NOT NULL REFERENCES buckets,
    key         text        COLLATE "C" NOT NULL,
    size        bigint      NOT NULL CHECK (size >= 0),
    modified_at timestamptz NOT NULL,
    file        uuid,
    parts       integer     NOT NULL,
    etag        text        NOT NULL,
    headers     jsonb       NOT NULL,
    content     bytea,
    PRIMARY KEY (bucket, key),
    CHECK ((file IS NULL) = (content IS NOT NULL))
);
-- Out of line, and not compressed: a listing reads many rows and no content.
ALTER TABLE objects ALTER content SET STORAGE EXTERNAL;
-- Asked by the sweeper: which of these files are referred to.
CREATE INDEX objects_by_file ON objects (file) WHERE file IS NOT NULL;

CREATE TABLE uploads (
    id         uuid        PRIMARY KEY,
    bucket     text        COLLATE "C" NOT NULL REFERENCES buckets ON DELETE CASCADE,
    key        text        COLLATE "C" NOT NULL,
    started_at timestamptz NOT NULL,
    started_by text        NOT NULL,
    headers    jsonb       NOT NULL
);
CREATE INDEX uploads_by_key ON uploads (bucket, key, id);

-- Of an upload under way (content is its id) or of the object it became, which keeps that id.
CREATE TABLE object_parts (
    content     uuid        NOT NULL,
    number      integer     NOT NULL CHECK (number > 0),
    size        bigint      NOT NULL,
    modified_at timestamptz NOT NULL,
    file        uuid        NOT NULL,
    etag        text        NOT NULL,
    checksums   jsonb       NOT NULL,
    PRIMARY KEY (content, number)
);
CREATE UNIQUE INDEX object_parts_by_file ON object_parts (file);
