# An image of AWS Lambda in Python: Debian's interpreter and the official runtime interface client (awslambdaric).
#
# All lambda-* images do what the event says: {"do":"echo","data":…} | error | exit | sleep n ms | big n bytes | pid |
# context, and, where the client can, http (a streamed answer with status and headers) and halfway (one that fails
# behind its first byte).
command -v python3 >/dev/null && python3 -m pip --version >/dev/null ||
    { echo "The client is fetched by pip, and 'python3 -m pip' is missing." >&2; exit 69; }
fetch_with_dependencies python3-minimal libpython3-stdlib libstdc++6
unpack_fetched "$work/packages"
(cd "$work/packages" && cp -a . "$root")
[ -e "$root/lib64" ] || ln -s usr/lib64 "$root/lib64"
version=$(cd "$root/usr/bin" && ls -d python3.* | head -n 1)
ln -sf "$version" "$root/usr/bin/python3"
mkdir -p "$root/var/task" "$root/tmp"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-compile \
    --only-binary :all: --implementation cp --python-version "${version#python}" \
    --platform "manylinux2014_$(uname -m)" --target "$root/var/task" awslambdaric==4.2.2 >&2
cat >"$root/var/task/app.py" <<'EOF'
import os
import time


class Told(Exception):
    pass


if os.environ.get("BROKEN") == "import":
    raise Told("no such configuration")


def by_url(event):
    path = event["rawPath"]
    if path == "/event":
        return event
    if path == "/echo":
        return {
            "statusCode": 201,
            "headers": {"content-type": "application/x-own", "x-own": "ö"},
            "cookies": ["a=1", "b=2; Path=/"],
            "body": event.get("body", ""),
            "isBase64Encoded": event["isBase64Encoded"],
        }
    if path == "/bad":
        return {"statusCode": 200, "headers": {"a": "b\r\nc: d"}}
    raise Told(path)


def handler(event, context):
    if "rawPath" in event:
        return by_url(event)
    do = event.get("do")
    if do == "echo":
        return event.get("data")
    if do == "error":
        raise Told("told so")
    if do == "exit":
        os._exit(3)
    if do == "sleep":
        time.sleep(event["n"] / 1000)
        return "slept"
    if do == "big":
        return "x" * event["n"]
    if do == "pid":
        return os.getpid()
    if do == "context":
        client = context.client_context
        return {
            "id": context.aws_request_id,
            "arn": context.invoked_function_arn,
            "left": context.get_remaining_time_in_millis(),
            "trace": os.environ.get("_X_AMZN_TRACE_ID"),
            "custom": client.custom if client else None,
            "name": context.function_name,
            "version": context.function_version,
            "memory": context.memory_limit_in_mb,
            "environment": dict(os.environ),
        }
    raise Told("unknown")
EOF
