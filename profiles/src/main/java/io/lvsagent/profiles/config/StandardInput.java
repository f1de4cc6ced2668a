package io.lvsagent.profiles.config;

import io.lvsagent.iface.libc.Terminal;
import io.lvsagent.profiles.yaml.Place;
import java.io.IOException;

/** The standard input in the place of a file. It can be read once. */
public final class StandardInput {
  /** The path by which a command line names it. */
  public static final String PATH = "-";

  /** What it is called in messages and in the ledger. */
  public static final String NAME = "standard input";

  private StandardInput() {}

  /**
   * Reads all of it. Throws ConfigException for a terminal, where somebody would have to guess what
   * is awaited, and for more than the largest number of MiB.
   */
  public static byte[] read(int largest) throws IOException {
    Place place = Place.of(NAME);
    place.refuseIf(
        Terminal.of(0).isPresent(),
        "is a terminal: send the text through a pipe, or put < and the name of a file behind the"
            + " command");
    byte[] bytes = System.in.readNBytes((largest << 20) + 1);
    place.refuseIf(bytes.length > largest << 20, "is larger than %s MiB", largest);
    return bytes;
  }
}
