# A server that gives back what it gets: one static program, for measurements and to try the contract http with.
command -v go >/dev/null || { echo "It is compiled, and 'go' is missing." >&2; exit 69; }
mkdir -p "$work/go" "$root/tmp"
cat >"$work/go/main.go" <<'END'
package main

import (
	"io"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > 0 {
			w.Header().Set("Content-Length", r.Header.Get("Content-Length"))
		}
		io.Copy(w, r.Body)
	})
	if http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil) != nil {
		os.Exit(1)
	}
}
END
(cd "$work/go" && GO111MODULE=off CGO_ENABLED=0 go build -ldflags '-s -w' -o "$root/echo" main.go)
