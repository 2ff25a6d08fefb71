video 2 160x120 >in.mp4
call snapshot 1 <in.mp4 >out
info out | grep -q '"width":160,"height":120'
fails call snapshot 100 <in.mp4
