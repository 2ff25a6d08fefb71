# Servers that speak HTTP/2 without TLS, of two makes, and a client: one static program.
#   h2c serve [STREAMS] [both]     Go's own HTTP/2, so many streams at once on a connection, with HTTP/1.1 too
#   h2c grpc                       a server of gRPC
#   h2c call ADDRESS PREFIX KEY    calls that behind Quern
#   h2c frames STEP...             does the steps on every connection: bytes in hex to write, N*hex to write N times,
#                                  'headers' to wait for a request, 'close'; then it reads until the end
command -v go >/dev/null || { echo "It is compiled, and 'go' is missing." >&2; exit 69; }
mkdir -p "$work/go" "$root/tmp"
cat >"$work/go/go.mod" <<'EOF'
module h2c

go 1.24

require (
	google.golang.org/grpc v1.75.0
	google.golang.org/protobuf v1.36.6
)

require (
	golang.org/x/net v0.41.0 // indirect
	golang.org/x/sys v0.33.0 // indirect
	golang.org/x/text v0.26.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20250707201910-8d1bb00bc6a7 // indirect
)
EOF
cat >"$work/go/go.sum" <<'EOF'
github.com/go-logr/logr v1.4.3 h1:CjnDlHq8ikf6E492q6eKboGOC0T8CDaOvkHCIg8idEI=
github.com/go-logr/logr v1.4.3/go.mod h1:9T104GzyrTigFIr8wt5mBrctHMim0Nb2HLGrmQ40KvY=
github.com/go-logr/stdr v1.2.2 h1:hSWxHoqTgW2S2qGc0LTAI563KZ5YKYRhT3MFKZMbjag=
github.com/go-logr/stdr v1.2.2/go.mod h1:mMo/vtBO5dYbehREoey6XUKy/eSumjCCveDpRre4VKE=
github.com/golang/protobuf v1.5.4 h1:i7eJL8qZTpSEXOPTxNKhASYpMn+8e5Q6AdndVa1dWek=
github.com/golang/protobuf v1.5.4/go.mod h1:lnTiLA8Wa4RWRcIUkrtSVa5nRhsEGBg48fD6rSs7xps=
github.com/google/go-cmp v0.7.0 h1:wk8382ETsv4JYUZwIsn6YpYiWiBsYLSJiTsyBybVuN8=
github.com/google/go-cmp v0.7.0/go.mod h1:pXiqmnSA92OHEEa9HXL2W4E7lf9JzCmGVUdgjX3N/iU=
github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=
github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
go.opentelemetry.io/auto/sdk v1.1.0 h1:cH53jehLUN6UFLY71z+NDOiNJqDdPRaXzTel0sJySYA=
go.opentelemetry.io/auto/sdk v1.1.0/go.mod h1:3wSPjt5PWp2RhlCcmmOial7AvC4DQqZb7a7wCow3W8A=
go.opentelemetry.io/otel v1.37.0 h1:9zhNfelUvx0KBfu/gb+ZgeAfAgtWrfHJZcAqFC228wQ=
go.opentelemetry.io/otel v1.37.0/go.mod h1:ehE/umFRLnuLa/vSccNq9oS1ErUlkkK71gMcN34UG8I=
go.opentelemetry.io/otel/metric v1.37.0 h1:mvwbQS5m0tbmqML4NqK+e3aDiO02vsf/WgbsdpcPoZE=
go.opentelemetry.io/otel/metric v1.37.0/go.mod h1:04wGrZurHYKOc+RKeye86GwKiTb9FKm1WHtO+4EVr2E=
go.opentelemetry.io/otel/sdk v1.37.0 h1:ItB0QUqnjesGRvNcmAcU0LyvkVyGJ2xftD29bWdDvKI=
go.opentelemetry.io/otel/sdk v1.37.0/go.mod h1:VredYzxUvuo2q3WRcDnKDjbdvmO0sCzOvVAiY+yUkAg=
go.opentelemetry.io/otel/sdk/metric v1.37.0 h1:90lI228XrB9jCMuSdA0673aubgRobVZFhbjxHHspCPc=
go.opentelemetry.io/otel/sdk/metric v1.37.0/go.mod h1:cNen4ZWfiD37l5NhS+Keb5RXVWZWpRE+9WyVCpbo5ps=
go.opentelemetry.io/otel/trace v1.37.0 h1:HLdcFNbRQBE2imdSEgm/kwqmQj1Or1l/7bW6mxVK7z4=
go.opentelemetry.io/otel/trace v1.37.0/go.mod h1:TlgrlQ+PtQO5XFerSPUYG0JSgGyryXewPGyayAWSBS0=
golang.org/x/net v0.41.0 h1:vBTly1HeNPEn3wtREYfy4GZ/NECgw2Cnl+nK6Nz3uvw=
golang.org/x/net v0.41.0/go.mod h1:B/K4NNqkfmg07DQYrbwvSluqCJOOXwUjeb/5lOisjbA=
golang.org/x/sys v0.33.0 h1:q3i8TbbEz+JRD9ywIRlyRAQbM0qF7hu24q3teo2hbuw=
golang.org/x/sys v0.33.0/go.mod h1:BJP2sWEmIv4KK5OTEluFJCKSidICx8ciO85XgH3Ak8k=
golang.org/x/text v0.26.0 h1:P42AVeLghgTYr4+xUnTRKDMqpar+PtX7KWuNQL21L8M=
golang.org/x/text v0.26.0/go.mod h1:QK15LZJUUQVJxhz7wXgxSy/CJaTFjd0G+YLonydOVQA=
gonum.org/v1/gonum v0.16.0 h1:5+ul4Swaf3ESvrOnidPp4GZbzf0mxVQpDCYUQE7OJfk=
gonum.org/v1/gonum v0.16.0/go.mod h1:fef3am4MQ93R2HHpKnLk4/Tbh/s0+wqD5nfa6Pnwy4E=
google.golang.org/genproto/googleapis/rpc v0.0.0-20250707201910-8d1bb00bc6a7 h1:pFyd6EwwL2TqFf8emdthzeX+gZE1ElRq3iM8pui4KBY=
google.golang.org/genproto/googleapis/rpc v0.0.0-20250707201910-8d1bb00bc6a7/go.mod h1:qQ0YXyHHx3XkvlzUtpXDkS29lDSafHMZBAZDc03LQ3A=
google.golang.org/grpc v1.75.0 h1:+TW+dqTd2Biwe6KKfhE5JpiYIBWq865PhKGSXiivqt4=
google.golang.org/grpc v1.75.0/go.mod h1:JtPAzKiq4v1xcAB2hydNlWI2RnF85XXcV0mhKXr2ecQ=
google.golang.org/protobuf v1.36.6 h1:z1NpPI8ku2WgiWnf+t9wTPsn6eP1L7ksHUlkfLvd9xY=
google.golang.org/protobuf v1.36.6/go.mod h1:jduwjTPXsFjZGTmRluh+L6NjiWu7pchiJ2/5YcXBHnY=
EOF
cat >"$work/go/main.go" <<'EOF'
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

var connections, running, most, cancelled atomic.Int64

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func handle(w http.ResponseWriter, r *http.Request) {
	what, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	flush := func() { http.NewResponseController(w).Flush() }
	switch what {
	case "head":
		fmt.Fprintf(w, "%s %s %s\nhost: %s\nlength: %d\n", r.Method, r.RequestURI, r.Proto, r.Host, r.ContentLength)
		for name, values := range r.Header {
			fmt.Fprintf(w, "%s: %s\n", strings.ToLower(name), strings.Join(values, ", "))
		}
	case "echo":
		http.NewResponseController(w).EnableFullDuplex()
		flush()
		buffer := make([]byte, 1<<15)
		for {
			n, err := r.Body.Read(buffer)
			w.Write(buffer[:n])
			flush()
			if err != nil {
				return
			}
		}
	case "digest":
		hash := sha256.New()
		n, _ := io.Copy(hash, r.Body)
		fmt.Fprintf(w, "%d %s", n, hex.EncodeToString(hash.Sum(nil)))
	case "bytes":
		block := make([]byte, 1<<16)
		for left := number(rest); left > 0; {
			n, err := w.Write(block[:min(left, len(block))])
			if err != nil {
				return
			}
			left -= n
		}
	case "status":
		w.WriteHeader(number(rest))
	case "trailers":
		w.Header().Set("Trailer", "X-Sum")
		io.WriteString(w, "content")
		flush()
		w.Header().Set("X-Sum", "7")
		w.Header().Set(http.TrailerPrefix+"X-Late", "late")
	case "hints":
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		io.WriteString(w, "hinted")
	case "sleep":
		now := running.Add(1)
		defer running.Add(-1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		select {
		case <-time.After(time.Duration(number(rest)) * time.Millisecond):
			io.WriteString(w, "slept")
		case <-r.Context().Done():
			cancelled.Add(1)
		}
	case "early":
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		io.WriteString(w, "enough")
	case "half":
		io.WriteString(w, "half of it")
		flush()
		panic(http.ErrAbortHandler)
	case "counts":
		fmt.Fprintf(w, "connections %d most %d cancelled %d", connections.Load(), most.Load(), cancelled.Load())
	case "die":
		os.Exit(3)
	case "pid":
		fmt.Fprint(w, os.Getpid())
	default:
		http.NotFound(w, r)
	}
}

func serve(streams int, both bool) error {
	server := &http.Server{
		Addr:    "127.0.0.1:" + os.Getenv("PORT"),
		Handler: http.HandlerFunc(handle),
		HTTP2:   &http.HTTP2Config{MaxConcurrentStreams: streams},
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		},
	}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetUnencryptedHTTP2(true)
	server.Protocols.SetHTTP1(both)
	return server.ListenAndServe()
}

func greet(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	in := new(wrapperspb.StringValue)
	if err := decode(in); err != nil {
		return nil, err
	}
	if in.Value == "" {
		return nil, status.Error(codes.InvalidArgument, "nobody to greet")
	}
	grpc.SetTrailer(ctx, metadata.Pairs("x-own", "trailer"))
	return wrapperspb.String("hello " + in.Value), nil
}

func talk(_ any, stream grpc.ServerStream) error {
	for {
		in := new(wrapperspb.StringValue)
		if err := stream.RecvMsg(in); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := stream.SendMsg(wrapperspb.String("heard " + in.Value)); err != nil {
			return err
		}
	}
}

var service = grpc.ServiceDesc{
	ServiceName: "sample.Greeter",
	HandlerType: (*any)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Greet", Handler: greet}},
	Streams:     []grpc.StreamDesc{{StreamName: "Talk", Handler: talk, ServerStreams: true, ClientStreams: true}},
}

func grpcServe() error {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	server.RegisterService(&service, struct{}{})
	return server.Serve(listener)
}

// Calls the server behind a prefix of the path, as Quern passes functions on: client ADDRESS PREFIX KEY
func grpcCall(address, prefix, key string) error {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+key)

	out, trailer := new(wrapperspb.StringValue), metadata.MD{}
	err = connection.Invoke(ctx, prefix+"/sample.Greeter/Greet", wrapperspb.String("you"), out, grpc.Trailer(&trailer))
	fmt.Println("unary:", out.Value, trailer.Get("x-own"), status.Code(err), status.Convert(err).Message())
	err = connection.Invoke(ctx, prefix+"/sample.Greeter/Greet", wrapperspb.String(""), out)
	fmt.Println("failed:", status.Code(err), status.Convert(err).Message())
	err = connection.Invoke(ctx, prefix+"/sample.Greeter/Nothing", wrapperspb.String(""), out)
	fmt.Println("unknown:", status.Code(err), status.Convert(err).Message())

	stream, err := connection.NewStream(ctx, &service.Streams[0], prefix+"/sample.Greeter/Talk")
	if err != nil {
		return err
	}
	for i := range 100 {
		if err := stream.SendMsg(wrapperspb.String(strconv.Itoa(i))); err != nil {
			return err
		}
		if err := stream.RecvMsg(out); err != nil {
			return err
		}
	}
	fmt.Println("stream:", out.Value)
	stream.CloseSend()
	fmt.Println("end:", stream.RecvMsg(out))
	return nil
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

func frame(in *bufio.Reader) (kind byte, err error) {
	var head [9]byte
	if _, err = io.ReadFull(in, head[:]); err != nil {
		return
	}
	_, err = in.Discard(int(binary.BigEndian.Uint32(head[:]) >> 8))
	return head[3], err
}

func play(connection net.Conn, steps []string) {
	defer connection.Close()
	in := bufio.NewReader(connection)
	if _, err := in.Discard(len(preface)); err != nil {
		return
	}
	for _, step := range steps {
		switch step {
		case "close":
			return
		case "headers":
			for kind := byte(0); kind != 1; {
				var err error
				if kind, err = frame(in); err != nil {
					return
				}
			}
		default:
			times, text, many := strings.Cut(step, "*")
			if !many {
				times, text = "1", step
			}
			data, _ := hex.DecodeString(text)
			for range number(times) {
				if _, err := connection.Write(data); err != nil {
					return
				}
			}
		}
	}
	io.Copy(io.Discard, in)
}

func frames(steps []string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	for err == nil {
		var connection net.Conn
		if connection, err = listener.Accept(); err == nil {
			connections.Add(1)
			go play(connection, steps)
		}
	}
	return err
}

func main() {
	var err error
	switch args := append(os.Args[1:], "serve", "", "", ""); args[0] {
	case "grpc":
		err = grpcServe()
	case "frames":
		err = frames(os.Args[2:])
	case "call":
		err = grpcCall(args[1], args[2], args[3])
	default:
		err = serve(number(args[1]), args[2] == "both")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
EOF
(cd "$work/go" && CGO_ENABLED=0 GOFLAGS=-mod=mod go build -trimpath -ldflags '-s -w' -o "$root/h2c" . >&2)
