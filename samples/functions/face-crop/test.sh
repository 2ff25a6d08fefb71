call face-crop 96x96 <"$samples/photo/astronaut.jpg" >out
info out | grep -q '"width":96,"height":96'
call face-crop <"$samples/photo/astronaut.jpg" >out
call face-crop <out >again
call crop 60x60+0+0 <"$photo" >corner
fails call face-crop <corner
