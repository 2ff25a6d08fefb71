mkdir -p docs && echo one >docs/a.txt && echo two >'docs/b c.txt'
[ "$(tar -cz docs | call archive-list | sort | tr '\n' ' ')" = 'docs/ docs/a.txt docs/b c.txt ' ]
fails call archive-list <"$photo"
