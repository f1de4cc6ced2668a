package io.lvsagent.profiles.model;

import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;

/** The rules for names of services, profiles and devices, and for address labels. */
public final class NameRules {
  private static final int LONGEST_NAME = 64;

  /** IFNAMSIZ of linux/if.h less the terminating NUL; labels have the same limit. */
  private static final int LONGEST_DEVICE = 15;

  private NameRules() {}

  /**
   * Returns the key of an entry; throws ConfigException if it is no name for a service or profile.
   */
  public static String name(Mapping.Entry entry) {
    if (!isName(entry.key())) {
      throw entry.wrong(
          "\"%s\" is not a valid name: use up to 64 letters, digits, \"_\", \".\" and \"-\","
              + " beginning with a letter or digit",
          entry.key());
    }
    return entry.key();
  }

  /** Returns true if the text is a valid name for a service or profile. */
  public static boolean isName(String text) {
    boolean sound = !text.isEmpty() && text.length() <= LONGEST_NAME && isAlphanumeric(text, 0);
    for (int i = 1; sound && i < text.length(); i++) {
      sound = isAlphanumeric(text, i) || "_.-".indexOf(text.charAt(i)) >= 0;
    }
    return sound;
  }

  private static boolean isAlphanumeric(String text, int at) {
    char c = text.charAt(at);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Returns the device that a node names; throws ConfigException if it is no device name. */
  public static DeviceName device(Node node) {
    if (node.text().indexOf(' ') >= 0) {
      // a device may have a comma in its name, but no space
      node.requireOneWord();
    }
    requireDevice(node.place(), node.text());
    return new DeviceName(node.text(), node.place());
  }

  /** Throws ConfigException if the name cannot be that of a single device. */
  public static void requireDevice(Place place, String name) {
    int colon = name.indexOf(':');
    if (colon > 0) {
      String device = name.substring(0, colon);
      throw place.wrong("\"%s\" is a label, not a device: write \"%s\"", name, device);
    }
    place.refuseIf(
        name.equals("all") || name.equals("default"),
        "\"%s\" is not a device: name a single device such as eth0",
        name);
    boolean sound = isShortAscii(name) && colon < 0 && name.indexOf('/') < 0;
    place.refuseIf(
        !sound || name.equals(".") || name.equals(".."),
        "\"%s\" is not a device name: use 1 to 15 ASCII characters without spaces, \"/\" or \":\","
            + " such as eth0",
        name);
  }

  /**
   * Returns the label that a node gives to an IPv4 address on the device. Throws ConfigException if
   * it does not begin with the name of the device, is too long or holds other characters.
   */
  public static String label(Node node, String device) {
    String label = node.text();
    if (!label.equals(device) && !label.startsWith(device + ":")) {
      throw node.wrong(
          "\"%s\" is not a label on %s: use one such as \"%s:web\"", label, device, device);
    }
    if (!isShortAscii(label)) {
      throw node.wrong(
          "\"%s\" is not a label: use up to 15 ASCII characters without spaces", label);
    }
    return label;
  }

  /** Returns true if the text can be a kind of device, which becomes a part of a module's name. */
  public static boolean isLinkKind(String text) {
    boolean sound = !text.isEmpty() && text.length() <= LONGEST_DEVICE;
    for (int i = 0; sound && i < text.length(); i++) {
      sound =
          (isAlphanumeric(text, i) && !Character.isUpperCase(text.charAt(i)))
              || text.charAt(i) == '_';
    }
    return sound;
  }

  private static boolean isShortAscii(String text) {
    boolean sound = !text.isEmpty() && text.length() <= LONGEST_DEVICE;
    for (int i = 0; sound && i < text.length(); i++) {
      sound = text.charAt(i) > ' ' && text.charAt(i) < 127;
    }
    return sound;
  }
}
