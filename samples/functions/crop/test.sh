call crop 120x80+10+20 <"$photo" >out
info out | grep -q '"width":120,"height":80'
call crop 100x100 <"$photo" >out
info out | grep -q '"width":100,"height":100'
fails call crop 120 <"$photo"
fails call crop 100000x1+0+0 <"$photo"
