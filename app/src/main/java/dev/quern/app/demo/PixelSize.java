package dev.quern.app.demo;

/** An image's size in pixels. */
record PixelSize(int width, int height) {
    @Override
    public String toString() {
        return width + " × " + height;
    }
}
