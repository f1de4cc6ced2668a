package io.lvsagent.agent.report;

import io.lvsagent.agent.boot.PersistedFile;
import java.util.List;

/** The files that persist writes or removes, as the lines of a shell that do the same. */
final class FileText {
  private FileText() {}

  /**
   * Appends the lines.
   *
   * @param isPlan true for the lines of plan, which start does not run
   */
  static void append(List<PersistedFile> files, boolean isPlan, StringBuilder out) {
    if (isPlan) {
      out.append("# lvs-agent persist writes this, start does not\n");
    }
    for (PersistedFile file : files) {
      String path = file.path();
      boolean wanted = !file.text().isEmpty();
      switch (file.result()) {
        case WRITTEN, REMOVED, PLANNED -> out.append(file.shell());
        case UNCHANGED -> out.append(wanted ? "# " + path + " is as it should be\n" : "");
        case FOREIGN -> out.append("# ").append(path).append(" is not a file of lvs-agent\n");
      }
    }
  }
}
