package io.lvsagent.profiles.model;

import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.nio.charset.StandardCharsets;

/** What services, profiles and devices may be called. */
public final class NameRules {
  private static final int LONGEST_NAME = 64;

  /** IFNAMSIZ of linux/if.h less the closing NUL; labels have the same bound. */
  static final int LONGEST_DEVICE = 15;

  private NameRules() {}

  /** The key of an entry as the name of a service or profile. */
  public static String name(Mapping.Entry entry) {
    if (!isName(entry.key())) {
      throw entry
          .place()
          .wrong(
              "\""
                  + entry.key()
                  + "\" is not a name: up to 64 letters, digits, \"_\", \".\" and \"-\", the first"
                  + " a letter or digit");
    }
    return entry.key();
  }

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

  public static DeviceName device(Node node) {
    String name = node.text();
    requireDevice(node.place(), name);
    return new DeviceName(name, node.place());
  }

  public static void requireDevice(Place place, String name) {
    String quoted = "\"" + name + "\" is not a device: ";
    int colon = name.indexOf(':');
    if (colon > 0) {
      throw place.wrong(
          quoted + "it is a label, name the device \"" + name.substring(0, colon) + "\"");
    }
    if (name.equals("all") || name.equals("default")) {
      throw place.wrong(quoted + "it stands for several, name one such as eth0");
    }
    boolean sound = isShort(name) && !name.equals(".") && !name.equals("..");
    for (int i = 0; sound && i < name.length(); i++) {
      char c = name.charAt(i);
      sound = c > ' ' && c < 127 && c != '/' && c != ':';
    }
    if (!sound) {
      throw place.wrong(quoted + "a name has 1 to 15 bytes, no space and no \"/\"");
    }
  }

  /** A label of an IPv4 address on this device. */
  public static String label(Node node, String device) {
    String label = node.text();
    boolean belongs = label.equals(device) || label.startsWith(device + ":");
    if (!belongs) {
      throw node.place()
          .wrong("\"" + label + "\" is not a label on " + device + ": \"" + device + ":web\" is");
    }
    boolean sound = isShort(label);
    for (int i = 0; i < label.length(); i++) {
      sound &= label.charAt(i) > ' ' && label.charAt(i) < 127;
    }
    if (!sound) {
      throw node.place()
          .wrong("\"" + label + "\" is not a label: it has up to 15 bytes and no space");
    }
    return label;
  }

  private static boolean isShort(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return length >= 1 && length <= LONGEST_DEVICE;
  }
}
