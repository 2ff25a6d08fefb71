video 2 320x240 >in.mp4
call transcode webm 120 <in.mp4 >out
[ "$(probe out stream=codec_name,height | sort | tr '\n' ' ')" = '120 opus vp9 ' ]
call transcode mp4 <in.mp4 >out
[ "$(probe out stream=codec_name | tr '\n' ' ')" = 'h264 aac ' ]
