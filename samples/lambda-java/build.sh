# An image of AWS Lambda in Java: Debian's headless runtime and the official runtime interface client, native part
# included. See lambda-python for what it does.
for tool in mvn javac; do
    command -v "$tool" >/dev/null || { echo "It is compiled, and '$tool' is missing." >&2; exit 69; }
done
fetch_with_dependencies openjdk-17-jre-headless libc6
unpack_fetched "$work/packages"
(cd "$work/packages" && cp -a . "$root")
[ -e "$root/lib64" ] || ln -s usr/lib64 "$root/lib64"
# What the packages' scripts would do: one path to the runtime, and its configuration beside it.
ln -s "java-17-openjdk-$architecture" "$root/usr/lib/jvm/java"
mkdir -p "$root/var/task" "$root/tmp" "$work/java/src"
cat >"$work/java/pom.xml" <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>function</groupId>
  <artifactId>function</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>aws-lambda-java-runtime-interface-client</artifactId>
      <version>2.6.0</version>
    </dependency>
  </dependencies>
</project>
EOF
mvn -B -q -f "$work/java/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime "-DoutputDirectory=$root/var/task/lib" >&2
cat >"$work/java/src/App.java" <<'EOF'
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.HashMap;
import java.util.Map;

public class App implements RequestHandler<Map<String, Object>, Object> {
    public static class Told extends RuntimeException {
        Told(String message) {
            super(message);
        }
    }

    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        int n = event.get("n") instanceof Number number ? number.intValue() : 0;
        switch (String.valueOf(event.get("do"))) {
            case "echo":
                return event.get("data");
            case "error":
                throw new Told("told so");
            case "exit":
                Runtime.getRuntime().halt(3);
                return null;
            case "sleep":
                try {
                    Thread.sleep(n);
                } catch (InterruptedException e) {
                    throw new Told("interrupted");
                }
                return "slept";
            case "big":
                return "x".repeat(n);
            case "pid":
                return ProcessHandle.current().pid();
            case "context":
                Map<String, Object> said = new HashMap<>();
                said.put("id", context.getAwsRequestId());
                said.put("arn", context.getInvokedFunctionArn());
                said.put("left", context.getRemainingTimeInMillis());
                said.put("trace", System.getProperty("com.amazonaws.xray.traceHeader"));
                said.put("custom", context.getClientContext() == null ? null : context.getClientContext().getCustom());
                said.put("name", context.getFunctionName());
                said.put("version", context.getFunctionVersion());
                said.put("memory", context.getMemoryLimitInMB());
                return said;
            default:
                throw new Told("unknown");
        }
    }
}
EOF
javac -nowarn --release 17 -cp "$root/var/task/lib/*" -d "$root/var/task" "$work/java/src/App.java" >&2
