package io.lvsagent.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Folders in memory, where there is such a place: a ledger is synced to the disk several times in
 * each run, and a disk takes milliseconds for each.
 */
public final class InMemory implements TempDirFactory {
  /** Makes a folder that is its owner's alone. */
  static Path folder() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "lvsa")
        : Files.createTempDirectory("lvsa");
  }

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    return folder();
  }
}
