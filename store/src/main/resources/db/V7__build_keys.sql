-- A build sent twice under one key is one build. The key's row is the build's; after key_until it is free again.
ALTER TABLE builds
    ADD COLUMN idempotency_key text COLLATE "C",
    ADD COLUMN request_digest  bytea,
    ADD COLUMN key_until       timestamptz;

CREATE UNIQUE INDEX builds_by_key ON builds (namespace, idempotency_key) WHERE idempotency_key IS NOT NULL;
