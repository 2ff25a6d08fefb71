call rotate 90 <"$photo" >out
info out | grep -q "\"width\":$height,\"height\":$width"
call rotate auto <"$photo" >out
info out | grep -q "\"width\":$width,\"height\":$height"
fails call rotate 45 <"$photo"
