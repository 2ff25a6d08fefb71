[ "$(call checksum <"$photo")" = "$(sha256sum <"$photo" | cut -d' ' -f1)" ]
[ "$(call checksum md5 <"$photo")" = "$(md5sum <"$photo" | cut -d' ' -f1)" ]
[ "$(printf 123456789 | call checksum crc32)" = cbf43926 ]
fails call checksum rot13 <"$photo"
