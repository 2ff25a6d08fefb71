package dev.quern.app.doctor;

import dev.quern.gateway.http.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;

/** Whether S3 can be served where the configuration says. */
final class S3Address {
    private static final String NAME = "S3 address";

    private S3Address() {}

    static Finding look(Machine machine, HttpSettings http) {
        String address = http.host() + ":" + http.port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.host(), http.port()));
            return Finding.ok(NAME, address + " is free");
        } catch (IOException e) {
            return taken(machine, http.port(), address, e);
        }
    }

    private static Finding taken(Machine machine, int port, String address, IOException why) {
        return Listeners.of(machine, port)
                .map(process -> {
                    String found = address + " is used by " + process.name() + " (process " + process.pid() + ")";
                    return isOurs(machine, process.pid())
                            ? Finding.ok(NAME, found + ", the server of this data directory")
                            : Finding.hurts(NAME, found, "Choose another with --s3-listen HOST:PORT.");
                })
                .orElseGet(() -> Finding.hurts(
                        NAME,
                        address + " cannot be used: " + why.getMessage(),
                        "Choose another with --s3-listen HOST:PORT."));
    }

    private static boolean isOurs(Machine machine, long pid) {
        try {
            return Files.readString(machine.data().resolve("server.json")).matches("(?s).*\"pid\":" + pid + "\\b.*");
        } catch (IOException e) {
            return false;
        }
    }
}
