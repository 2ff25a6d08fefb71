# An image of AWS Lambda in JavaScript: Debian's Node.js and the official runtime interface client (aws-lambda-ric),
# whose native part is compiled here. See lambda-python for what it does.
for tool in npm node cmake g++ autoreconf libtoolize; do
    command -v "$tool" >/dev/null || { echo "The client is compiled, and '$tool' is missing." >&2; exit 69; }
done
fetch_with_dependencies nodejs
unpack_fetched "$work/packages"
mkdir -p "$root/var/task" "$root/tmp"
copy_program "$work/packages" usr/bin/node "$root"
# What Debian's Node.js loads by path; there is nothing of it in other builds.
[ ! -d "$work/packages/usr/share/nodejs" ] || { mkdir -p "$root/usr/share" && cp -a "$work/packages/usr/share/nodejs" "$root/usr/share/"; }
mkdir "$work/npm"
(cd "$work/npm" && npm_config_nodedir=/usr HOME="$work" npm install --silent --no-audit --no-fund aws-lambda-ric@3.3.0 >&2)
client=$work/npm/node_modules/aws-lambda-ric
[ -f "$client/dist/rapid-client.node" ] || { echo "The client's native part was not built." >&2; exit 1; }
mkdir -p "$root/var/task/node_modules/aws-lambda-ric"
cp -a "$client/dist" "$client/bin" "$client/package.json" "$root/var/task/node_modules/aws-lambda-ric/"
cat >"$root/var/task/app.js" <<'EOF'
'use strict';

class Told extends Error {}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

exports.handler = async (event, context) => {
  switch (event.do) {
    case 'echo':
      return event.data;
    case 'error':
      throw new Told('told so');
    case 'exit':
      process.exit(3);
    case 'sleep':
      await pause(event.n);
      return 'slept';
    case 'big':
      return 'x'.repeat(event.n);
    case 'pid':
      return process.pid;
    case 'context':
      return {
        id: context.awsRequestId,
        arn: context.invokedFunctionArn,
        left: context.getRemainingTimeInMillis(),
        trace: process.env._X_AMZN_TRACE_ID,
        custom: (context.clientContext || {}).custom,
        name: context.functionName,
        version: context.functionVersion,
        memory: context.memoryLimitInMB,
      };
    default:
      throw new Told('unknown');
  }
};

exports.streaming = awslambda.streamifyResponse(async (event, stream) => {
  const out = awslambda.HttpResponseStream.from(stream, {
    statusCode: 201,
    headers: { 'Content-Type': 'text/plain', 'X-Own': 'ö' },
    cookies: ['a=1', 'b=2'],
  });
  if (event.do === 'halfway') {
    out.write('begun ');
    await pause(50);
    throw new Told('halfway');
  }
  for (let i = 0; i < 3; i++) {
    out.write('part ');
    await pause(event.n);
  }
  out.end();
});
EOF
