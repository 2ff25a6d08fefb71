# Python with OpenCV's binding, numpy, and the cascades that find faces: what they are linked to, and no more.
fetch_with_dependencies python3-opencv python3-minimal
fetch_only opencv-data busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
python=$(cd "$work/packages/usr/bin" && ls python3.[0-9]* | head -n 1)
copy_program "$work/packages" "usr/bin/$python" "$root"
ln -s "$python" "$root/usr/bin/python3"
for folder in "usr/lib/$python" usr/lib/python3/dist-packages/numpy usr/share/opencv4/haarcascades; do
    mkdir -p "$root/$folder"
    cp -R "$work/packages/$folder/." "$root/$folder/"
done
rm -rf "$root/usr/lib/$python/test"
for library in $(cd "$work/packages" && find "usr/lib/$python/lib-dynload" usr/lib/python3/dist-packages/numpy usr/lib/python3/dist-packages/cv2* -name '*.so'); do
    copy_program "$work/packages" "$library" "$root"
done
