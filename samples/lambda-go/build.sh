# An image of AWS Lambda as Go programmers make them: one static program with the official library. See lambda-python
# for what it does.
command -v go >/dev/null || { echo "It is compiled, and 'go' is missing." >&2; exit 69; }
mkdir -p "$work/go" "$root/var/task" "$root/tmp"
cat >"$work/go/go.mod" <<'EOF'
module function

go 1.18

require github.com/aws/aws-lambda-go v1.47.0
EOF
cat >"$work/go/go.sum" <<'EOF'
github.com/aws/aws-lambda-go v1.47.0 h1:0H8s0vumYx/YKs4sE7YM0ktwL2eWse+kfopsRI1sXVI=
github.com/aws/aws-lambda-go v1.47.0/go.mod h1:dpMpZgvWx5vuQJfBt0zqBha60q7Dd7RfgJv23DymV8A=
EOF
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type request struct {
	Do   string          `json:"do"`
	N    int             `json:"n"`
	Data json.RawMessage `json:"data"`
}

type broken struct{ sent bool }

func (b *broken) Read(p []byte) (int, error) {
	if b.sent {
		time.Sleep(200 * time.Millisecond)
		return 0, errors.New("halfway")
	}
	b.sent = true
	return copy(p, "begun "), nil
}

func streamed(body io.Reader) *events.LambdaFunctionURLStreamingResponse {
	return &events.LambdaFunctionURLStreamingResponse{
		StatusCode: 201,
		Headers:    map[string]string{"Content-Type": "text/plain", "X-Own": "ö"},
		Cookies:    []string{"a=1", "b=2"},
		Body:       body,
	}
}

func handle(ctx context.Context, r request) (any, error) {
	switch r.Do {
	case "echo":
		return r.Data, nil
	case "error":
		return nil, errors.New("told so")
	case "panic":
		panic("told so")
	case "exit":
		os.Exit(3)
	case "sleep":
		time.Sleep(time.Duration(r.N) * time.Millisecond)
		return "slept", nil
	case "big":
		return strings.Repeat("x", r.N), nil
	case "pid":
		return os.Getpid(), nil
	case "context":
		c, _ := lambdacontext.FromContext(ctx)
		deadline, _ := ctx.Deadline()
		return map[string]any{
			"id": c.AwsRequestID, "arn": c.InvokedFunctionArn, "left": time.Until(deadline).Milliseconds(),
			"trace": ctx.Value("x-amzn-trace-id"), "custom": c.ClientContext.Custom,
			"name": lambdacontext.FunctionName, "version": lambdacontext.FunctionVersion,
			"memory": lambdacontext.MemoryLimitInMB,
		}, nil
	case "http":
		read, write := io.Pipe()
		go func() {
			for i := 0; i < 3; i++ {
				io.WriteString(write, "part ")
				time.Sleep(time.Duration(r.N) * time.Millisecond)
			}
			write.Close()
		}()
		return streamed(read), nil
	case "halfway":
		return streamed(&broken{}), nil
	}
	return nil, errors.New("unknown")
}

func main() { lambda.Start(handle) }
EOF
(cd "$work/go" && CGO_ENABLED=0 GOFLAGS=-mod=mod go build -trimpath -ldflags '-s -w' -o "$root/var/task/bootstrap" . >&2)
