video 1 160x120 >z.mp4
video 2 160x120 >a.mp4
tar -c z.mp4 a.mp4 | call media-concat >out
[ "$(probe out stream=codec_name | tr '\n' ' ')" = 'h264 aac ' ]
call snapshot 2.5 <out >frame
fails call snapshot 4 <out
