call watermark-text '© a < b & c' 40 <"$photo" >out
info out | grep -q "\"width\":$width,\"height\":$height"
call convert png <"$photo" >plain
call convert png <out >marked
if cmp -s plain marked; then exit 1; fi
