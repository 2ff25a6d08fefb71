call thumbnail 200x200 <"$photo" >out
info out | grep -q '"width":133,"height":200,"bands":3,"format":"jpeg"'
call thumbnail 64x png <"$photo" >out
info out | grep -q '"width":64,.*"format":"png"'
fails call thumbnail 10x10 <"$0"
