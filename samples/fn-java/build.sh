# Java with Fn's development kit, as Maven Central has it, the library beside it, and the function of the tests. The
# sources are here so that the cache's key covers them.
for tool in mvn gcc javac; do
    command -v "$tool" >/dev/null || { echo "The kit comes from Maven Central, and '$tool' is missing." >&2; exit 69; }
done
fetch_with_dependencies openjdk-17-jre-headless
fetch_only busybox-static
unpack_fetched "$work/packages"

copy_shell "$root"
home=$(cd "$work/packages" && ls -d usr/lib/jvm/java-17-openjdk-*)
mkdir -p "$root/$home" "$root/function/app" "$root/function/runtime"
cp -RL "$work/packages/$home/bin" "$work/packages/$home/lib" "$root/$home/"
mkdir -p "$root/$home/conf"
cp -RL "$work/packages/etc/java-17-openjdk/." "$root/$home/conf/"
# Its own libraries find one another; here they are to be found as the system's, so that those can be told.
for library in $(cd "$work/packages/$home/lib" && ls lib*.so server/libjvm.so); do
    ln -sf "../../$home/lib/$library" "$work/packages/usr/lib/${library##*/}"
done
copy_program "$work/packages" "$home/bin/java" "$root"
for library in server/libjvm.so libnet.so libnio.so libzip.so libjimage.so; do
    copy_program "$work/packages" "$home/lib/$library" "$root"
done
for library in $(cd "$work/packages/$home/lib" && ls lib*.so server/libjvm.so); do
    rm -f "$root"/usr/lib/*-linux-gnu*/"${library##*/}"
done
ln -s "/$home/bin/java" "$root/bin/java"

kit=$root/function/runtime
cat >"$work/pom.xml" <<'EOF'
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <groupId>dev.quern.samples</groupId>
    <artifactId>fn-java</artifactId>
    <version>1</version>
    <packaging>pom</packaging>
    <dependencies>
        <dependency>
            <groupId>com.fnproject.fn</groupId>
            <artifactId>runtime</artifactId>
            <version>1.0.212</version>
        </dependency>
    </dependencies>
</project>
EOF
mvn -q -B -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$kit"

cat >"$work/unixsocket.c" <<'EOF'
/*
 * What Fn's development kit for Java asks of a library beside it (class UnixSocketNative): unix sockets, which
 * Java itself did not have when the kit was made. Fn's base images bring one; Maven Central has none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <jni.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_com_fnproject_fn_runtime_ntv_UnixSocketNative_##name
#define EXCEPTION "com/fnproject/fn/runtime/ntv/UnixSocketException"
#define PART_MAX 65536

static int failed(JNIEnv *env) {
    (*env)->ThrowNew(env, (*env)->FindClass(env, EXCEPTION), strerror(errno));
    return -1;
}

static int address(JNIEnv *env, jstring path, struct sockaddr_un *to) {
    memset(to, 0, sizeof *to);
    to->sun_family = AF_UNIX;
    if ((size_t)(*env)->GetStringUTFLength(env, path) >= sizeof to->sun_path) {
        errno = ENAMETOOLONG;
        return failed(env);
    }
    (*env)->GetStringUTFRegion(env, path, 0, (*env)->GetStringLength(env, path), to->sun_path);
    return 0;
}

NATIVE(jint, socket)(JNIEnv *env, jclass type) {
    (void)type;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? failed(env) : fd;
}

NATIVE(void, bind)(JNIEnv *env, jclass type, jint fd, jstring path) {
    (void)type;
    struct sockaddr_un to;
    if (address(env, path, &to) == 0 && bind(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        failed(env);
    }
}

NATIVE(void, connect)(JNIEnv *env, jclass type, jint fd, jstring path) {
    (void)type;
    struct sockaddr_un to;
    if (address(env, path, &to) == 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        failed(env);
    }
}

NATIVE(void, listen)(JNIEnv *env, jclass type, jint fd, jint backlog) {
    (void)type;
    if (listen(fd, backlog) != 0) {
        failed(env);
    }
}

/* 0 when nobody came in time. */
NATIVE(jint, accept)(JNIEnv *env, jclass type, jint fd, jlong millis) {
    (void)type;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int ready = poll(&wait, 1, (int)millis);
    if (ready == 0 || (ready < 0 && errno == EINTR)) {
        return 0;
    }
    int made = ready < 0 ? -1 : accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    return made < 0 ? failed(env) : made;
}

/* -1 at the end. */
NATIVE(jint, recv)(JNIEnv *env, jclass type, jint fd, jbyteArray into, jint offset, jint length) {
    (void)type;
    jbyte part[PART_MAX];
    ssize_t n;
    do {
        n = recv(fd, part, length < PART_MAX ? (size_t)length : PART_MAX, 0);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return failed(env);
    }
    (*env)->SetByteArrayRegion(env, into, offset, (jsize)n, part);
    return n == 0 ? -1 : (jint)n;
}

NATIVE(jint, send)(JNIEnv *env, jclass type, jint fd, jbyteArray from, jint offset, jint length) {
    (void)type;
    jbyte part[PART_MAX];
    jint size = length < PART_MAX ? length : PART_MAX;
    (*env)->GetByteArrayRegion(env, from, offset, size, part);
    ssize_t n;
    do {
        n = send(fd, part, (size_t)size, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    return n < 0 ? failed(env) : (jint)n;
}

NATIVE(void, close)(JNIEnv *env, jclass type, jint fd) {
    (void)type;
    if (close(fd) != 0) {
        failed(env);
    }
}

static void set_time(JNIEnv *env, int fd, int option, int millis) {
    struct timeval time = {.tv_sec = millis / 1000, .tv_usec = millis % 1000 * 1000};
    if (setsockopt(fd, SOL_SOCKET, option, &time, sizeof time) != 0) {
        failed(env);
    }
}

static int get_time(JNIEnv *env, int fd, int option) {
    struct timeval time;
    socklen_t length = sizeof time;
    return getsockopt(fd, SOL_SOCKET, option, &time, &length) != 0 ? failed(env)
                                                                    : (int)(time.tv_sec * 1000 + time.tv_usec / 1000);
}

static void set_size(JNIEnv *env, int fd, int option, int size) {
    if (setsockopt(fd, SOL_SOCKET, option, &size, sizeof size) != 0) {
        failed(env);
    }
}

NATIVE(void, setSendTimeout)(JNIEnv *env, jclass type, jint fd, jint millis) {
    (void)type;
    set_time(env, fd, SO_SNDTIMEO, millis);
}

NATIVE(jint, getSendTimeout)(JNIEnv *env, jclass type, jint fd) {
    (void)type;
    return get_time(env, fd, SO_SNDTIMEO);
}

NATIVE(void, setRecvTimeout)(JNIEnv *env, jclass type, jint fd, jint millis) {
    (void)type;
    set_time(env, fd, SO_RCVTIMEO, millis);
}

NATIVE(jint, getRecvTimeout)(JNIEnv *env, jclass type, jint fd) {
    (void)type;
    return get_time(env, fd, SO_RCVTIMEO);
}

NATIVE(void, setSendBufSize)(JNIEnv *env, jclass type, jint fd, jint size) {
    (void)type;
    set_size(env, fd, SO_SNDBUF, size);
}

NATIVE(void, setRecvBufSize)(JNIEnv *env, jclass type, jint fd, jint size) {
    (void)type;
    set_size(env, fd, SO_RCVBUF, size);
}

NATIVE(void, shutdown)(JNIEnv *env, jclass type, jint fd, jboolean input, jboolean output) {
    (void)type;
    if (shutdown(fd, input && output ? SHUT_RDWR : input ? SHUT_RD : SHUT_WR) != 0 && errno != ENOTCONN) {
        failed(env);
    }
}
EOF
jdk=$(readlink -f "$(command -v javac)")
jdk=${JAVA_HOME:-${jdk%/bin/javac}}
gcc -O1 -shared -fPIC -I"$jdk/include" -I"$jdk/include/linux" -o "$kit/libfnunixsocket.so" "$work/unixsocket.c"

cat >"$work/Func.java" <<'EOF'
import com.fnproject.fn.api.InputEvent;
import com.fnproject.fn.api.OutputEvent;
import com.fnproject.fn.api.httpgateway.HTTPGatewayContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the tests ask of a function made with the development kit for Java. */
public class Func {
    public OutputEvent handle(HTTPGatewayContext gateway, InputEvent event) throws InterruptedException {
        byte[] body = event.consumeBody(in -> {
            try {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String text = new String(body, StandardCharsets.ISO_8859_1);
        switch (text.length() > 32 ? "" : text) {
            case "fail":
                throw new IllegalStateException("it went wrong");
            case "sleep":
                Thread.sleep(60_000);
                return out(body, "application/octet-stream");
            case "exit":
                Runtime.getRuntime().halt(7);
                return out(body, "application/octet-stream");
            case "pid":
                return out(Long.toString(ProcessHandle.current().pid()).getBytes(), "text/plain");
            default:
                if (gateway.getMethod().isEmpty()) {
                    return out(body, "application/octet-stream");
                }
                gateway.setStatusCode(418);
                gateway.setResponseHeader("X-Own", "yes");
                return out(
                        ("{\"id\":\"" + event.getCallID() + "\",\"method\":\"" + gateway.getMethod() + "\",\"url\":\""
                                        + gateway.getRequestURL() + "\",\"sent\":\""
                                        + gateway.getHeaders().get("X-Sent").orElse("") + "\",\"body\":\"" + text
                                        + "\"}")
                                .getBytes(),
                        "application/json");
        }
    }

    private static OutputEvent out(byte[] content, String type) {
        return OutputEvent.fromBytes(content, OutputEvent.Status.Success, type);
    }
}
EOF
"$jdk/bin/javac" --release 17 -cp "$kit/*" -d "$root/function/app" "$work/Func.java"
