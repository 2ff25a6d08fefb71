-- What kind of thing the input is, for functions that are servers and read it off the request.
ALTER TABLE tasks ADD COLUMN content_type text;
