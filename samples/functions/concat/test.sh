printf 'one ' >z && printf 'two ' >a && printf three >m
[ "$(tar -c z a m | call concat)" = 'one two three' ]
