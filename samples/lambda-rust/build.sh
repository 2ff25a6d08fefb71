# An image of AWS Lambda in Rust: one program with the official library (lambda_runtime). See lambda-python for what
# it does.
command -v cargo >/dev/null || { echo "It is compiled, and 'cargo' is missing." >&2; exit 69; }
fetch_with_dependencies libc6 libgcc-s1
unpack_fetched "$work/packages"
(cd "$work/packages" && cp -a . "$root")
[ -e "$root/lib64" ] || ln -s usr/lib64 "$root/lib64"
mkdir -p "$root/var/task" "$root/tmp" "$work/rust/src"
cat >"$work/rust/Cargo.toml" <<'EOF'
[package]
name = "bootstrap"
version = "1.0.0"
edition = "2021"

[dependencies]
lambda_runtime = "=0.14.2"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt", "time"] }

[profile.release]
opt-level = 1
strip = true
EOF
cat >"$work/rust/src/main.rs" <<'EOF'
use lambda_runtime::{
    service_fn, streaming::channel, tracing, Error, FunctionResponse, LambdaEvent, MetadataPrelude,
    StreamResponse,
};
use serde_json::{json, Value};
use std::time::Duration;

type Stream = lambda_runtime::streaming::Body;

fn head() -> MetadataPrelude {
    let mut prelude = MetadataPrelude::default();
    prelude.status_code = 201.try_into().unwrap();
    prelude.headers.insert("content-type", "text/plain".parse().unwrap());
    prelude.cookies = vec!["a=1".into(), "b=2".into()];
    prelude
}

async fn handle(event: LambdaEvent<Value>) -> Result<FunctionResponse<Value, Stream>, Error> {
    let (event, context) = event.into_parts();
    let n = event["n"].as_u64().unwrap_or(0);
    let pause = Duration::from_millis(n);
    let answer = match event["do"].as_str().unwrap_or("") {
        "echo" => event["data"].clone(),
        "error" => return Err("told so".into()),
        "panic" => panic!("told so"),
        "exit" => std::process::exit(3),
        "sleep" => {
            tokio::time::sleep(pause).await;
            json!("slept")
        }
        "big" => json!("x".repeat(n as usize)),
        "pid" => json!(std::process::id()),
        "context" => json!({
            "id": context.request_id, "arn": context.invoked_function_arn,
            "trace": context.xray_trace_id, "name": context.env_config.function_name,
            "version": context.env_config.version, "memory": context.env_config.memory,
        }),
        "http" => {
            let (mut out, body) = channel();
            tokio::spawn(async move {
                for _ in 0..3 {
                    let _ = out.send_data("part ".into()).await;
                    tokio::time::sleep(pause).await;
                }
            });
            return Ok(FunctionResponse::StreamingResponse(StreamResponse {
                metadata_prelude: head(),
                stream: body,
            }));
        }
        _ => return Err("unknown".into()),
    };
    Ok(FunctionResponse::BufferedResponse(answer))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    lambda_runtime::run(service_fn(handle)).await
}
EOF
(cd "$work/rust" && cargo build --quiet --release >&2)
cp "$work/rust/target/release/bootstrap" "$root/var/task/bootstrap"
