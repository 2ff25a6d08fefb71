package dev.quern.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FuseDeviceTest {
    private static final int INIT = 26;

    @Test
    void theKernelGreetsWhoeverServesANewMount() {
        ByteBuffer request = ByteBuffer.allocateDirect(64 << 10).order(ByteOrder.nativeOrder());
        try (FuseDevice device = FuseDevice.open();
                Fd mount = device.mount("photos", true)) {
            assertThat(mount.isClosed()).isFalse();
            assertThat(device.await()).isTrue();
            assertThat(device.read(request)).isPositive();
            assertThat(request.getInt(4)).isEqualTo(INIT);
            assertThat(device.read(request.clear())).isZero();
        }
    }

    @Test
    void aMountNobodyHoldsEndsItsService() {
        try (FuseDevice device = FuseDevice.open()) {
            device.mount("photos", false).close();
            ByteBuffer request = ByteBuffer.allocateDirect(64 << 10);
            int read = device.read(request);
            while (read >= 0 && device.await()) {
                read = device.read(request.clear());
            }
            assertThat(read).isEqualTo(-1);
        }
    }

    @Test
    void aClosedDeviceWakesWhoeverWaitsForRequests() throws InterruptedException {
        FuseDevice device = FuseDevice.open();
        try (Fd mount = device.mount("photos", false)) {
            device.read(ByteBuffer.allocateDirect(64 << 10));
            Thread waiting = Thread.startVirtualThread(device::await);
            device.close();
            waiting.join();
            assertThat(mount.isClosed()).isFalse();
        }
    }
}
