video 2 160x120 >in.mp4
for format in mp3 aac opus flac; do
    call audio $format <in.mp4 >out
    [ "$(probe out stream=codec_name)" = $format ]
done
call audio wav <in.mp4 >out
[ "$(probe out stream=codec_name)" = pcm_s16le ]
