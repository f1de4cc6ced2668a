package io.lvsagent.agent.cli;

import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.profiles.config.StandardInput;
import io.lvsagent.profiles.ipvsadm.Import;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code import}: prints the config for what {@code ipvsadm -S -n} printed. */
final class ImportCommand {
  private static final int LARGEST = 16;

  private ImportCommand() {}

  static Report run(Arguments arguments) {
    List<String> files = arguments.operands();
    if (files.size() != 1) {
      throw arguments.usage("import takes one file, or - for the standard input");
    }
    Optional<String> device = arguments.text(Option.DEVICE);
    if (device.isEmpty()) {
      throw arguments.usage(
          "import needs --device, which holds the VIPs: the table does not name it");
    }
    String file = files.get(0);
    try {
      byte[] bytes = bytes(file);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      String source = file.equals(StandardInput.PATH) ? StandardInput.NAME : file;
      return Report.of(
          arguments.word(),
          Import.read(lines, source, device.get(), arguments.text(Option.CLUSTER)));
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(file, 0, 0, "cannot be read: " + e.getMessage());
    }
  }

  private static byte[] bytes(String file) throws IOException {
    if (file.equals(StandardInput.PATH)) {
      return StandardInput.read(LARGEST);
    }
    try (InputStream stream = Files.newInputStream(Path.of(file))) {
      byte[] bytes = stream.readNBytes((LARGEST << 20) + 1);
      if (bytes.length > LARGEST << 20) {
        throw new ConfigException(file, 0, 0, "is larger than " + LARGEST + " MiB");
      }
      return bytes;
    }
  }
}
