-- Builds of images: who asked for them, from what, and what came of it. A build's row outlives its image.
--   state  0 queued, 1 running, 2 succeeded, 3 failed, 4 cancelled
CREATE TABLE builds (
    id           uuid        PRIMARY KEY,
    namespace    text        COLLATE "C" NOT NULL REFERENCES namespaces (name) ON DELETE CASCADE,
    name         text        NOT NULL,
    state        smallint    NOT NULL,
    file         text        NOT NULL,
    descriptor   text        NOT NULL,
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz,
    base         text,
    base_digest  text,
    image_digest text,
    error        text,
    error_line   integer
);

CREATE INDEX builds_newest ON builds (created_at DESC, id DESC);
CREATE INDEX builds_image ON builds (image_digest, namespace) WHERE image_digest IS NOT NULL;
CREATE INDEX builds_live ON builds (id) WHERE state < 2;
