package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.imported.ImportSettings;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.imported.ImportedText;
import io.lvsagent.profiles.ipvsadm.Import;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * The config that a foreign text became.
 *
 * @param complete false if a comment of the config says what somebody has to fill in
 */
public record Migration(String yaml, boolean complete) {
  /**
   * Reads a text. Throws ConfigException if it is wrong, or its kind is in doubt.
   *
   * @param kind the kind of the text, or empty if its content shall show it
   */
  public static Migration read(ForeignText text, Optional<String> kind, ImportSettings settings) {
    ImportKind of =
        kind.map(name -> new Node.Scalar(Place.of("--kind"), name))
            .map(name -> name.oneOf(List.of(ImportKind.values())))
            .orElseGet(() -> ImportKind.of(text));
    Imported found =
        switch (of) {
          case IPVSADM -> Import.read(text.lines(), text.source());
          case KEEPALIVED -> new KeepalivedReader(settings.configId()).read(text);
          case LDIRECTORD -> new LdirectordReader(text.source()).read(text.lines());
          case PIRANHA -> new PiranhaReader(text.source()).read(text.lines());
          case SCRIPT -> new ScriptReader(text.source()).read(text.lines());
        };
    if (of != ImportKind.IPVSADM && found.isEmpty()) {
      Place.of(text.source()).refuseIf(true, "has no VIP and no virtual server, read as %s", of);
    }
    String yaml = ImportedText.of(found, settings);
    boolean complete = found.isComplete();
    if (of == ImportKind.IPVSADM) {
      return new Migration(yaml, complete);
    }
    try {
      Config.ofText("import", yaml);
    } catch (ConfigException e) {
      String doubt = "# fill in: lvs-agent check refuses this config: " + e.getMessage() + "\n";
      return new Migration(doubt + yaml, false);
    }
    return new Migration(yaml, complete);
  }
}
