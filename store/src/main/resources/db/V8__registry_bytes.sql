-- Bytes each namespace has in the registry, for a bound that is checked without adding up. A blob or manifest counts
-- in every repository that has it. Kept by triggers, so it is true whoever adds and removes; repositories go only
-- with their namespace, whose removal removes this row. No foreign key, so that a backup can leave it out: restoring
-- the rows counts them again.
CREATE TABLE registry_namespace_bytes (
    namespace text   PRIMARY KEY,
    bytes     bigint NOT NULL
);

INSERT INTO registry_namespace_bytes
SELECT r.namespace, sum(b.size_bytes)
FROM (SELECT repository, digest FROM registry_repository_blobs
      UNION ALL SELECT repository, digest FROM registry_manifests) AS held
JOIN registry_repositories r ON r.id = held.repository
JOIN registry_blobs b ON b.digest = held.digest
GROUP BY r.namespace;

CREATE FUNCTION registry_count_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry_namespace_bytes AS counted
    SELECT r.namespace, sum(b.size_bytes) * TG_ARGV[0]::integer
    FROM changed
    JOIN registry_repositories r ON r.id = changed.repository
    JOIN registry_blobs b ON b.digest = changed.digest
    GROUP BY r.namespace
    ON CONFLICT (namespace) DO UPDATE SET bytes = counted.bytes + excluded.bytes;
    RETURN NULL;
END $$;

CREATE TRIGGER count_added AFTER INSERT ON registry_repository_blobs
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry_count_bytes('1');
CREATE TRIGGER count_removed AFTER DELETE ON registry_repository_blobs
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry_count_bytes('-1');
CREATE TRIGGER count_added AFTER INSERT ON registry_manifests
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry_count_bytes('1');
CREATE TRIGGER count_removed AFTER DELETE ON registry_manifests
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry_count_bytes('-1');
