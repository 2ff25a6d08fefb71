-- A second version that gets a share of an alias's calls, and the request header whose value decides between the two.
ALTER TABLE aliases
    ADD COLUMN other         integer,
    ADD COLUMN other_percent double precision CHECK (other_percent BETWEEN 0 AND 100),
    ADD COLUMN sticky_header text,
    ADD CHECK ((other IS NULL) = (other_percent IS NULL)),
    ADD FOREIGN KEY (namespace, function, other) REFERENCES versions DEFERRABLE INITIALLY DEFERRED;

-- An absolute number of instances or ready sandboxes; without a row the number follows use.
CREATE TABLE version_scales (
    namespace text    NOT NULL,
    function  text    NOT NULL,
    version   integer NOT NULL,
    instances integer NOT NULL CHECK (instances >= 0),
    PRIMARY KEY (namespace, function, version),
    FOREIGN KEY (namespace, function, version) REFERENCES versions ON DELETE CASCADE
);

-- How versions took over from others, or did not. The versions may be gone later; the record stays.
CREATE TABLE rollouts (
    id           uuid               PRIMARY KEY,
    namespace    text               NOT NULL,
    function     text               NOT NULL,
    alias        text               NOT NULL,
    from_version integer            NOT NULL,
    to_version   integer            NOT NULL,
    percents     double precision[] NOT NULL,
    every_millis bigint             NOT NULL,
    abort_on     text[]             NOT NULL,
    min_calls    integer            NOT NULL,
    state        text               NOT NULL,
    steps        jsonb              NOT NULL,
    note         text               NOT NULL,
    began_at     timestamptz        NOT NULL,
    ended_at     timestamptz,
    created_by   text               NOT NULL,
    -- Who moves it on, and until when nobody else does.
    driver       uuid,
    driven_until timestamptz,
    FOREIGN KEY (namespace, function) REFERENCES functions (namespace, name) ON DELETE CASCADE
);
CREATE UNIQUE INDEX rollouts_running ON rollouts (namespace, function, alias) WHERE state = 'running';
CREATE INDEX rollouts_by_function ON rollouts (namespace, function, id);
