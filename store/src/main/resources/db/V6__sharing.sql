-- Whose keys may call a function, beside its own namespace's: 0 nobody's, 1 those of the named, 2 any.
ALTER TABLE functions
    ADD COLUMN mode smallint NOT NULL DEFAULT 0,
    ADD COLUMN shared_with text[] NOT NULL DEFAULT '{}';
