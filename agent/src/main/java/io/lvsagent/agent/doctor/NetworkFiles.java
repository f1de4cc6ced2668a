package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.Glob;
import io.lvsagent.agent.boot.RootFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads files of sections and settings, as systemd and NetworkManager have them. */
record NetworkFiles(RootFolder root) {
  /**
   * A setting.
   *
   * @param place the file and the number of the line
   */
  record Setting(String place, String section, String key, String value) {}

  List<Setting> settings(String file) {
    List<Setting> settings = new ArrayList<>();
    String section = "";
    int number = 0;
    for (String line : root.lines(file)) {
      number++;
      String text = line.strip();
      int equals = text.indexOf('=');
      if (text.startsWith("[") && text.endsWith("]")) {
        section = text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT);
      } else if (equals > 0 && text.charAt(0) != '#' && text.charAt(0) != ';') {
        String key = text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = text.substring(equals + 1).strip();
        settings.add(new Setting(root.shown(file) + ":" + number, section, key, value));
      }
    }
    return settings;
  }

  /** Returns the last value of a setting; the key is in lower case. */
  static Optional<Setting> last(List<Setting> settings, String section, String key) {
    return settings.stream()
        .filter(one -> one.section().equals(section) && one.key().equals(key))
        .reduce((first, second) -> second);
  }

  /** Returns true if a name matches one of the globs of a list; one with ! keeps it out. */
  static boolean matches(String globs, String name) {
    boolean matches = false;
    for (String glob : globs.split("[ ,;]+")) {
      boolean inverted = glob.startsWith("!");
      String pattern = inverted ? glob.substring(1) : glob;
      if (Glob.matchesPath(pattern, name)) {
        return !inverted;
      }
      matches |= inverted;
    }
    return matches;
  }
}
