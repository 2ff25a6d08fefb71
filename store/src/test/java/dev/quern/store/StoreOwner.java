package dev.quern.store;

import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Opens the store in the directory it is given and stays until it is killed. */
final class StoreOwner {
    private StoreOwner() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            Store store = Store.open(StoreSettings.embedded(Path.of(arguments[0])));
            store.namespaces().create("kept");
            System.out.println("open");
            new CountDownLatch(1).await();
        } catch (QuernException e) {
            System.out.println(e.code().wire());
        }
    }
}
