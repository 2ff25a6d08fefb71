video 5 160x120 >in.mp4
mkdir stream
call slice 2 <in.mp4 | tar -x -C stream
[ "$(grep -c '^0000[0-9].ts' stream/index.m3u8)" = 3 ]
[ "$(ls stream/*.ts | wc -l)" = 3 ]
[ "$(probe stream/00001.ts stream=codec_name | sort -u | tr '\n' ' ')" = 'aac h264 ' ]
