-- Values functions are given, sealed under the master key and bound to their namespace and name. version counts how
-- often one was set; with updated_at it tells a value from every other this name ever had.
CREATE TABLE secrets (
    namespace   text        NOT NULL REFERENCES namespaces,
    name        text        COLLATE "C" NOT NULL,
    version     integer     NOT NULL CHECK (version > 0),
    sealed      bytea       NOT NULL,
    size_bytes  integer     NOT NULL CHECK (size_bytes BETWEEN 0 AND 65536),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (namespace, name)
);
