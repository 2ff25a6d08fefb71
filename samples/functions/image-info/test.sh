[ "$(call image-info <"$photo")" = "{\"width\":$width,\"height\":$height,\"bands\":3,\"format\":\"jpeg\",\"orientation\":1}" ]
