gzip -c "$photo" | call decompress | cmp - "$photo"
xz -c "$photo" | call decompress | cmp - "$photo"
printf 'no archive' >plain
fails call decompress <plain
