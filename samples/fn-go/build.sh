# A function made with Fn's development kit for Go, which is one static program. See fn-python for what the others do.
command -v go >/dev/null || { echo "It is compiled, and 'go' is missing." >&2; exit 69; }
mkdir -p "$work/go" "$root/function" "$root/tmp"
cat >"$work/go/go.mod" <<'EOF'
module function

go 1.18

require github.com/fnproject/fdk-go v0.0.61
EOF
cat >"$work/go/go.sum" <<'EOF'
github.com/fnproject/fdk-go v0.0.61 h1:5Ju5t/z+Gp/afqd0eWPcEaf6j/pI202fCEYlj7EMN1w=
github.com/fnproject/fdk-go v0.0.61/go.mod h1:txRgA8HlRMZJE1f/xCIXthIbui6/GMFdb1q6bN5/HHE=
EOF
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"time"

	fdk "github.com/fnproject/fdk-go"
)

func handle(ctx context.Context, in io.Reader, out io.Writer) {
	body, err := io.ReadAll(in)
	if err != nil {
		panic(err)
	}
	call := fdk.GetContext(ctx)
	if http, ok := call.(fdk.HTTPContext); ok {
		fdk.SetHeader(out, "Content-Type", "application/json")
		fdk.SetHeader(out, "X-Own", "yes")
		fdk.WriteStatus(out, 418)
		told := json.NewEncoder(out)
		told.SetEscapeHTML(false)
		told.Encode(map[string]any{
			"id": call.CallID(), "method": http.RequestMethod(), "url": http.RequestURL(),
			"headers": http.Header(), "body": string(body),
		})
		return
	}
	switch string(body) {
	case "fail":
		panic("it went wrong")
	case "sleep":
		time.Sleep(time.Minute)
	case "exit":
		os.Exit(7)
	case "pid":
		io.WriteString(out, strconv.Itoa(os.Getpid()))
		return
	}
	fdk.SetHeader(out, "Content-Type", "application/octet-stream")
	out.Write(body)
}

func main() { fdk.Handle(fdk.HandlerFunc(handle)) }
EOF
(cd "$work/go" && CGO_ENABLED=0 GOFLAGS=-mod=mod go build -trimpath -ldflags '-s -w' -o "$root/function/func" . >&2)
