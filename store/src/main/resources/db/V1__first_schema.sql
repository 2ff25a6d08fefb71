-- One row; holds what ties this database to its master key.
CREATE TABLE installation (
    only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    key_check   bytea       NOT NULL,
    created_at  timestamptz NOT NULL
);

CREATE TABLE namespaces (
    name        text        PRIMARY KEY,
    created_at  timestamptz NOT NULL
);
INSERT INTO namespaces VALUES ('default', now());

-- namespace is NULL for a key that may act everywhere.
CREATE TABLE keys (
    id          text        PRIMARY KEY,
    name        text        NOT NULL,
    role        text        NOT NULL CHECK (role IN ('admin', 'developer', 'invoker')),
    namespace   text        REFERENCES namespaces,
    max_running integer     CHECK (max_running > 0),
    secret_hash bytea       NOT NULL CHECK (length(secret_hash) = 32),
    signing     bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    rotated_at  timestamptz NOT NULL
);

CREATE TABLE images (
    digest      text        PRIMARY KEY,
    config      jsonb       NOT NULL,
    size_bytes  bigint      NOT NULL CHECK (size_bytes >= 0),
    loaded_at   timestamptz NOT NULL
);

CREATE TABLE image_names (
    namespace   text        NOT NULL REFERENCES namespaces ON DELETE CASCADE,
    name        text        NOT NULL,
    digest      text        NOT NULL REFERENCES images,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (namespace, name)
);
CREATE INDEX image_names_by_digest ON image_names (digest);

-- Outlives the functions it counts for: a version number names one version for ever.
CREATE TABLE version_numbers (
    namespace   text        NOT NULL,
    function    text        NOT NULL,
    last        integer     NOT NULL,
    PRIMARY KEY (namespace, function)
);

CREATE TABLE functions (
    namespace   text        NOT NULL REFERENCES namespaces,
    name        text        NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (namespace, name)
);

CREATE TABLE versions (
    namespace    text        NOT NULL,
    function     text        NOT NULL,
    number       integer     NOT NULL CHECK (number > 0),
    image_digest text        NOT NULL REFERENCES images,
    image_name   text        NOT NULL,
    config       jsonb       NOT NULL,
    created_at   timestamptz NOT NULL,
    created_by   text        NOT NULL,
    PRIMARY KEY (namespace, function, number),
    FOREIGN KEY (namespace, function) REFERENCES functions (namespace, name) ON DELETE CASCADE
);
CREATE INDEX versions_by_image ON versions (image_digest);

CREATE TABLE aliases (
    namespace   text        NOT NULL,
    function    text        NOT NULL,
    alias       text        NOT NULL,
    version     integer     NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (namespace, function, alias),
    FOREIGN KEY (namespace, function) REFERENCES functions (namespace, name) ON DELETE CASCADE,
    -- Deferred: removing a function removes its versions and its aliases in one go.
    FOREIGN KEY (namespace, function, version) REFERENCES versions DEFERRABLE INITIALLY DEFERRED
);

-- What an alias pointed to, in order; a rollback takes steps off the top.
CREATE TABLE alias_steps (
    namespace   text        NOT NULL,
    function    text        NOT NULL,
    alias       text        NOT NULL,
    step        integer     NOT NULL,
    version     integer     NOT NULL,
    PRIMARY KEY (namespace, function, alias, step),
    FOREIGN KEY (namespace, function, version) REFERENCES versions ON DELETE CASCADE
);

-- Ids are UUIDv7, so their order is the order of time: partitions are days by id, the newest calls
-- are the greatest ids, and looking one up touches one partition.
CREATE TABLE calls (
    id                uuid        PRIMARY KEY,
    namespace         text        NOT NULL,
    function          text,
    version           integer     NOT NULL,
    image_digest      text        NOT NULL,
    key_id            text        NOT NULL,
    node              text        NOT NULL,
    state             text        NOT NULL,
    exit_code         integer,
    error             text,
    message           text,
    stderr_tail       text,
    started_at        timestamptz NOT NULL,
    queue_micros      bigint      NOT NULL,
    sandbox_micros    bigint      NOT NULL,
    run_micros        bigint      NOT NULL,
    cpu_micros        bigint      NOT NULL,
    peak_memory_bytes bigint      NOT NULL,
    bytes_in          bigint      NOT NULL,
    bytes_out         bigint      NOT NULL,
    pooled            boolean     NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX calls_by_function ON calls (namespace, function, id);
CREATE INDEX calls_unsuccessful ON calls (namespace, id) WHERE state <> 'succeeded';
