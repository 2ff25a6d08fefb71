run samples/vips sh -c '
    vips text text.v "The quick brown fox 42" --font "DejaVu Sans 14" --dpi 300
    vips invert text.v black.v
    vips embed black.v .png 40 40 $(($(vipsheader -f width black.v) + 80)) $(($(vipsheader -f height black.v) + 80)) --extend white
' </dev/null >text.png
call ocr eng 7 <text.png >out
grep -q 'The quick brown fox 42' out
call ocr chi_sim 7 <"$here/ocr/ni-hao.png" >out
tr -d ' ' <out | grep -q '你好世界'
fails call ocr klingon <text.png
