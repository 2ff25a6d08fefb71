import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The request is on stdin, its arguments are arguments, the answer goes to stdout. What goes to stderr is the log;
 * an exit code other than 0 is a failure.
 */
public final class Main {
    public static void main(String[] arguments) throws IOException {
        String first = arguments.length == 0 ? "1" : arguments[0];
        if (!first.matches("[0-9]{1,9}")) {
            System.err.println("'" + first + "' is not a number");
            System.exit(2);
        }
        int number = Integer.parseInt(first);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(number++ + " " + line);
        }
        out.flush();
    }
}
