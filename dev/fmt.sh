# ./quern fmt: formats all sources.
exec mvn -q -B -ntp -f "$home/pom.xml" spotless:apply
