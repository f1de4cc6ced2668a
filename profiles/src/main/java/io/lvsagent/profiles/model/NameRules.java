package io.lvsagent.profiles.model;

import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.nio.charset.StandardCharsets;

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
      throw entry
          .place()
          .wrong(
              "\""
                  + entry.key()
                  + "\" is not a valid name: use up to 64 letters, digits, \"_\", \".\" and \"-\","
                  + " beginning with a letter or digit");
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
    String name = node.text();
    requireDevice(node.place(), name);
    return new DeviceName(name, node.place());
  }

  /** Throws ConfigException if the name cannot be that of a single device. */
  public static void requireDevice(Place place, String name) {
    String quoted = "\"" + name + "\"";
    int colon = name.indexOf(':');
    if (colon > 0) {
      throw place.wrong(
          quoted + " is a label, not a device: write \"" + name.substring(0, colon) + "\"");
    }
    if (name.equals("all") || name.equals("default")) {
      throw place.wrong(quoted + " is not a device: name a single device such as eth0");
    }
    boolean sound = isShort(name) && !name.equals(".") && !name.equals("..");
    for (int i = 0; sound && i < name.length(); i++) {
      char c = name.charAt(i);
      sound = c > ' ' && c < 127 && c != '/' && c != ':';
    }
    if (!sound) {
      throw place.wrong(
          quoted
              + " is not a device name: use 1 to 15 ASCII characters without spaces, \"/\" or \":\","
              + " such as eth0");
    }
  }

  /**
   * Returns the label that a node gives to an IPv4 address on the device. Throws ConfigException if
   * it does not begin with the name of the device, is too long or holds other characters.
   */
  public static String label(Node node, String device) {
    String label = node.text();
    boolean belongs = label.equals(device) || label.startsWith(device + ":");
    if (!belongs) {
      throw node.place()
          .wrong(
              "\""
                  + label
                  + "\" is not a label on "
                  + device
                  + ": use one such as \""
                  + device
                  + ":web\"");
    }
    boolean sound = isShort(label);
    for (int i = 0; i < label.length(); i++) {
      sound &= label.charAt(i) > ' ' && label.charAt(i) < 127;
    }
    if (!sound) {
      throw node.place()
          .wrong("\"" + label + "\" is not a label: use up to 15 ASCII characters without spaces");
    }
    return label;
  }

  private static boolean isShort(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return length >= 1 && length <= LONGEST_DEVICE;
  }
}
