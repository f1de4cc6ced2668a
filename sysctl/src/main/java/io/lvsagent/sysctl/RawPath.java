package io.lvsagent.sysctl;

import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Paths to the parameters of devices whose names are not UTF-8. A character U+DC80 to U+DCFF of
 * such a name stands for a byte; a {@link File} cannot say it, but a URI can.
 */
final class RawPath {
  private RawPath() {}

  static boolean isNeeded(File file) {
    // a loop, because this is asked for every parameter
    String path = file.getPath();
    for (int i = 0; i < path.length(); i++) {
      if (isByte(path.charAt(i)) && !Character.isHighSurrogate(path.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isByte(int character) {
    return character >= 0xdc80 && character <= 0xdcff;
  }

  static Path of(File file) {
    StringBuilder uri = new StringBuilder("file://");
    file.getAbsolutePath().codePoints().forEach(c -> append(uri, c));
    return Path.of(URI.create(uri.toString()));
  }

  private static void append(StringBuilder uri, int character) {
    if (character == '/') {
      uri.append('/');
    } else if (isByte(character)) {
      uri.append(String.format("%%%02x", character & 0xff));
    } else {
      for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
        uri.append(String.format("%%%02x", b & 0xff));
      }
    }
  }
}
