mkdir -p docs && echo one >docs/a.txt && cp "$photo" docs/photo.jpg
tar -cz docs >a.tar.gz
call archive-extract docs/photo.jpg <a.tar.gz | cmp - "$photo"
fails call archive-extract docs/absent <a.tar.gz
