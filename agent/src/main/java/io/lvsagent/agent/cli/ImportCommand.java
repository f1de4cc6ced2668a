package io.lvsagent.agent.cli;

import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.profiles.config.StandardInput;
import io.lvsagent.profiles.imported.ImportSettings;
import io.lvsagent.profiles.migration.ForeignText;
import io.lvsagent.profiles.migration.ImportKind;
import io.lvsagent.profiles.migration.Migration;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code import}: prints the config for what {@code ipvsadm -S -n} printed, or for a file of
 * keepalived, ldirectord or Piranha, or for a script.
 */
final class ImportCommand {
  private static final int LARGEST = 16;

  private ImportCommand() {}

  static Report run(Arguments arguments) {
    List<String> files = arguments.operands();
    if (files.size() != 1) {
      throw arguments.usage("import takes one file, or - for the standard input");
    }
    if (arguments.has(Option.CLUSTER) && arguments.has(Option.REAL_SERVERS)) {
      throw arguments.usage(
          "--cluster prints the real servers' half, too: leave out --real-servers");
    }
    String file = files.get(0);
    try {
      byte[] bytes = bytes(file);
      String source = file.equals(StandardInput.PATH) ? StandardInput.NAME : file;
      ForeignText text = ForeignText.of(source, new String(bytes, StandardCharsets.UTF_8));
      Optional<String> kind = arguments.text(Option.KIND);
      if (arguments.text(Option.DEVICE).isEmpty() && kind(text, kind).equals("ipvsadm")) {
        throw arguments.usage(
            "import needs --device, which holds the VIPs: the table does not name it");
      }
      Migration read = Migration.read(text, kind, settings(arguments));
      Report report = Report.of(arguments.word(), read.yaml());
      return read.complete() ? report : report.exiting(ExitCode.DRIFT.code());
    } catch (NoSuchFileException e) {
      throw new ConfigException(file, 0, 0, "does not exist");
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(file, 0, 0, "cannot be read: " + e.getMessage());
    }
  }

  private static String kind(ForeignText text, Optional<String> kind) {
    return kind.orElseGet(() -> ImportKind.of(text).toString());
  }

  private static ImportSettings settings(Arguments arguments) {
    ImportSettings settings =
        ImportSettings.of(arguments.text(Option.DEVICE), arguments.text(Option.CLUSTER))
            .withConfigId(arguments.text(Option.CONFIG_ID).orElse(""));
    return arguments.has(Option.REAL_SERVERS) ? settings.withRealServers() : settings;
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
