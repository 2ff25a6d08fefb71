-- Images that versions have layers from, beside those they are made of. A layer's image is kept like the other.
CREATE TABLE version_layers (
    namespace text    NOT NULL,
    function  text    NOT NULL,
    number    integer NOT NULL,
    digest    text    NOT NULL REFERENCES images,
    PRIMARY KEY (namespace, function, number, digest),
    FOREIGN KEY (namespace, function, number) REFERENCES versions ON DELETE CASCADE
);
CREATE INDEX version_layers_by_digest ON version_layers (digest);
