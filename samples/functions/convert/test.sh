for format in png webp tif gif; do
    call convert $format <"$photo" >out
    info out | grep -q "\"width\":$width,\"height\":$height,.*\"format\":\"\\(${format%f}\\|$format\\)"
done
fails call convert docx <"$photo"
