package dev.quern.app.dist;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites classes compiled for Java 5 in place: same code, with the stack maps that came in Java 6.
 * The JVM keeps no class without them in an AOT cache, and picocli, the larger part of a short
 * command's start, is such a library.
 */
final class StackMaps {
    private static final int FIRST_WITH_STACK_MAPS = 50;
    private static final ClassFile CLASS_FILE = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
    private static final ClassTransform RENEW = ((ClassTransform) (builder, element) -> {
                if (element instanceof ClassFileVersion) {
                    builder.withVersion(ClassFile.JAVA_21_VERSION, 0);
                } else {
                    builder.with(element);
                }
            })
            .andThen(ClassTransform.transformingMethods(MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL)));

    private StackMaps() {}

    /** The jars to rewrite; the libraries they extend are on the class path. */
    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            renew(Path.of(jar));
        }
    }

    private static void renew(Path jar) throws IOException {
        Path draft = Path.of(jar + ".new");
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(draft))) {
            for (ZipEntry entry : entries(in)) {
                byte[] content = in.getInputStream(entry).readAllBytes();
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTime(entry.getTime());
                out.putNextEntry(same);
                out.write(isOld(entry, content) ? renew(content) : content);
            }
        }
        Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<? extends ZipEntry> entries(ZipFile in) {
        return in.stream().toList();
    }

    private static byte[] renew(byte[] content) {
        return CLASS_FILE.transformClass(CLASS_FILE.parse(content), RENEW);
    }

    /** The major version is bytes 6 and 7 (JVMS 4.1). */
    private static boolean isOld(ZipEntry entry, byte[] content) {
        return entry.getName().endsWith(".class") && (content[6] << 8 | content[7] & 0xff) < FIRST_WITH_STACK_MAPS;
    }
}
