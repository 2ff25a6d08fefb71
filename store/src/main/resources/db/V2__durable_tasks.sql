-- What can still run: live tasks, and those that ended without success but may be retried, with their input.
-- A row is here or in finished_tasks, never in both: an outcome is the DELETE from one and the INSERT into the
-- other in one transaction.
--
-- state, tier and retention are numbers, not text: they stand in the predicates and keys of the hottest
-- indexes, and a smallint costs 2 bytes and one comparison where a text costs up to 10 and a collation call.
--   state      0 scheduled, 1 queued, 2 running, 3 retrying, 4 failed, 5 dead, 6 expired, 7 succeeded, 8 cancelled
--   tier       0 free, 1 standard, 2 paid
--   retention  0 short, 1 standard, 2 long
-- Names and keys in indexes are compared by bytes, whatever language the database sorts by.
-- function is '' for a task of an image: in keys, where NULL would equal nothing.
-- No foreign keys: a task outlives its function, and each would cost a look-up and a lock for every row.
CREATE TABLE tasks (
    id               uuid        PRIMARY KEY,
    -- The order of the queue. Never cached by sessions: within an order key it is the order of commits.
    seq              bigint      GENERATED ALWAYS AS IDENTITY,
    submitted_at     timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    due_at           timestamptz,
    started_at       timestamptz,
    finished_at      timestamptz,
    max_age_millis   bigint      NOT NULL,
    input_bytes      bigint      NOT NULL,
    cpu_micros       bigint      NOT NULL DEFAULT 0,
    wall_micros      bigint      NOT NULL DEFAULT 0,
    peak_memory      bigint      NOT NULL DEFAULT 0,
    bytes_in         bigint      NOT NULL DEFAULT 0,
    bytes_out        bigint      NOT NULL DEFAULT 0,
    version          integer     NOT NULL,
    retries          integer     NOT NULL,
    -- Claims so far; (id, attempt) is given to a function at most once.
    attempt          integer     NOT NULL DEFAULT 0,
    -- Attempts failed by the function, and by the platform, since it was submitted or last retried by hand.
    failures         integer     NOT NULL DEFAULT 0,
    faults           integer     NOT NULL DEFAULT 0,
    exit_code        integer,
    state            smallint    NOT NULL,
    tier             smallint    NOT NULL,
    retention        smallint    NOT NULL,
    progress_percent smallint,
    -- Waits behind its order key. Of those of a key that stand in its way (live, or ended under the policy
    -- to block) exactly one is not held.
    held             boolean     NOT NULL,
    skip_dead        boolean     NOT NULL,
    cancel_requested boolean     NOT NULL DEFAULT false,
    input_stored     boolean     NOT NULL,
    runner           uuid,
    namespace        text        COLLATE "C" NOT NULL,
    function         text        COLLATE "C" NOT NULL,
    image_digest     text        NOT NULL,
    key_id           text        NOT NULL,
    arguments        text[]      NOT NULL,
    config           jsonb,
    order_key        text        COLLATE "C",
    idempotency_key  text,
    callback_url     text,
    node             text,
    error            text,
    message          text,
    progress_message text,
    -- Ended attempts, oldest first.
    attempts         jsonb       NOT NULL DEFAULT '[]',
    -- At most 64 KiB; longer inputs are files.
    input            bytea
) WITH (
    -- Every state a task passes is an update that no index lets be HOT (state stands in their predicates), so
    -- the new version lives beside the old one in the page only if there is room: a quarter keeps a claim and
    -- its outcome to one heap page, and lets progress (no index) be HOT.
    fillfactor = 75,
    -- A queue's dead rows are at the head of its indexes, where every claim begins; they are to go by number,
    -- not by share of a table that may hold millions waiting.
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 20000,
    -- What was inserted is claimed or deleted soon; reading all of it for its own sake takes a core from the load.
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_scale_factor = 0.2,
    autovacuum_analyze_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0,
    toast.autovacuum_vacuum_scale_factor = 0,
    toast.autovacuum_vacuum_threshold = 20000
);
-- Out of line, and not compressed: inputs are often compressed already, and are read once.
ALTER TABLE tasks ALTER input SET STORAGE EXTERNAL;

CREATE INDEX tasks_queued ON tasks (tier, namespace, function, seq) WHERE state = 1 AND NOT held;
CREATE INDEX tasks_due ON tasks (due_at) WHERE state IN (0, 3);
CREATE INDEX tasks_aging ON tasks (expires_at) WHERE state IN (0, 1, 3);
CREATE INDEX tasks_running ON tasks (runner) WHERE state = 2;
CREATE INDEX tasks_ordered ON tasks (namespace, function, order_key, held, seq)
    WHERE order_key IS NOT NULL AND (state < 4 OR NOT skip_dead);
CREATE INDEX tasks_by_function ON tasks (namespace, function, id);
CREATE INDEX tasks_unsuccessful ON tasks (namespace, function, id) WHERE state IN (4, 5, 6);

-- Succeeded and cancelled tasks, by retention class and the day they finished; dropped by whole partitions.
-- No unique key: it would have to hold the partition key, and the DELETE that feeds it is the guard.
CREATE TABLE finished_tasks (
    id               uuid        NOT NULL,
    submitted_at     timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    due_at           timestamptz,
    started_at       timestamptz,
    finished_at      timestamptz NOT NULL,
    max_age_millis   bigint      NOT NULL,
    input_bytes      bigint      NOT NULL,
    result_bytes     bigint      NOT NULL,
    cpu_micros       bigint      NOT NULL,
    wall_micros      bigint      NOT NULL,
    peak_memory      bigint      NOT NULL,
    bytes_in         bigint      NOT NULL,
    bytes_out        bigint      NOT NULL,
    version          integer     NOT NULL,
    retries          integer     NOT NULL,
    attempt          integer     NOT NULL,
    exit_code        integer,
    state            smallint    NOT NULL,
    tier             smallint    NOT NULL,
    retention        smallint    NOT NULL,
    progress_percent smallint,
    skip_dead        boolean     NOT NULL,
    cancel_requested boolean     NOT NULL,
    result_stored    boolean     NOT NULL,
    namespace        text        COLLATE "C" NOT NULL,
    function         text        COLLATE "C" NOT NULL,
    image_digest     text        NOT NULL,
    key_id           text        NOT NULL,
    arguments        text[]      NOT NULL,
    config           jsonb,
    order_key        text        COLLATE "C",
    idempotency_key  text,
    callback_url     text,
    error            text,
    message          text,
    progress_message text,
    attempts         jsonb       NOT NULL,
    result           bytea
) PARTITION BY LIST (retention);
CREATE INDEX finished_tasks_by_id ON finished_tasks (id);
CREATE INDEX finished_tasks_by_function ON finished_tasks (namespace, function, id);
ALTER TABLE finished_tasks ALTER result SET STORAGE EXTERNAL;
CREATE TABLE finished_tasks_short PARTITION OF finished_tasks FOR VALUES IN (0) PARTITION BY RANGE (finished_at);
CREATE TABLE finished_tasks_standard PARTITION OF finished_tasks FOR VALUES IN (1) PARTITION BY RANGE (finished_at);
CREATE TABLE finished_tasks_long PARTITION OF finished_tasks FOR VALUES IN (2) PARTITION BY RANGE (finished_at);

-- One row for each node process. Leases are theirs, not the tasks': renewing costs a row a node.
CREATE TABLE task_runners (
    id           uuid        PRIMARY KEY,
    node         text        NOT NULL,
    -- Since when the lease has been renewed without a gap.
    steady_since timestamptz NOT NULL,
    lease_until  timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE task_idempotency (
    namespace text        COLLATE "C" NOT NULL,
    function  text        COLLATE "C" NOT NULL,
    key       text        NOT NULL,
    task      uuid        NOT NULL,
    digest    bytea       NOT NULL,
    until     timestamptz NOT NULL,
    PRIMARY KEY (namespace, function, key)
);
CREATE INDEX task_idempotency_by_end ON task_idempotency (until);

-- Notifications to be sent, written in the transaction of the outcome they tell of.
--   state  0 pending, 1 delivered, 2 dead
CREATE TABLE task_callbacks (
    task       uuid        PRIMARY KEY,
    url        text        NOT NULL,
    state      smallint    NOT NULL,
    -- Counts up with every claim, also across a second outcome after a retry: the fence.
    claim      integer     NOT NULL,
    failures   integer     NOT NULL,
    next_at    timestamptz NOT NULL,
    last_error text
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX task_callbacks_due ON task_callbacks (next_at) WHERE state = 0;
CREATE INDEX task_callbacks_done ON task_callbacks (next_at) WHERE state <> 0;

CREATE TABLE task_policies (
    namespace  text        NOT NULL,
    function   text        NOT NULL,
    policy     jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (namespace, function),
    FOREIGN KEY (namespace, function) REFERENCES functions (namespace, name) ON DELETE CASCADE
);

-- What ran, by the minute in which it ended. function is '' and version 0 for images.
CREATE TABLE usage_minutes (
    minute      timestamptz NOT NULL,
    namespace   text        COLLATE "C" NOT NULL,
    function    text        COLLATE "C" NOT NULL,
    version     integer     NOT NULL,
    executions  bigint      NOT NULL,
    cpu_micros  bigint      NOT NULL,
    wall_micros bigint      NOT NULL,
    peak_memory bigint      NOT NULL,
    bytes_in    bigint      NOT NULL,
    bytes_out   bigint      NOT NULL,
    PRIMARY KEY (minute, namespace, function, version)
    -- The present minute's row is updated by every batch; the updates are HOT while its page has room.
) WITH (fillfactor = 50);
CREATE INDEX usage_minutes_by_namespace ON usage_minutes (namespace, minute);
