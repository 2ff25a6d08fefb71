call thumbnail 64x64 png <"$photo" >a-mark.png
cp "$photo" photo.jpg
tar -c photo.jpg a-mark.png | call watermark-image >out
info out | grep -q "\"width\":$width,\"height\":$height"
tar -c photo.jpg >one
fails call watermark-image <one
