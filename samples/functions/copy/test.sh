call copy <"$photo" >out
cmp out "$photo"
