call compress gzip 9 <"$photo" | gzip -d | cmp - "$photo"
call compress <"$photo" | gzip -t
call compress zstd 10 <"$photo" >out
[ "$(head -c 4 out | od -An -tx1 | tr -d ' ')" = 28b52ffd ]
call decompress <out | cmp - "$photo"
fails call compress rar <"$photo"
