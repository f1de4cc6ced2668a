package io.lvsagent.agent.cli;

import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Place;

/** {@code profiles}: lists the profiles, or prints some with the origin of each row. */
final class ProfilesCommand {
  private ProfilesCommand() {}

  static Report run(Arguments arguments) {
    Profiles profiles =
        arguments.has(Option.CONFIG)
            ? ConfigSelection.config(arguments).profiles()
            : Profiles.builtIn();
    StringBuilder text = new StringBuilder();
    if (arguments.operands().isEmpty()) {
      int width = profiles.names().stream().mapToInt(String::length).max().orElse(0);
      for (String name : profiles.names()) {
        text.append(name).append(" ".repeat(width + 2 - name.length()));
        text.append(profiles.find(name, Place.of(name)).summary()).append('\n');
      }
    }
    for (String name : arguments.operands()) {
      text.append(profiles.find(name, Place.of("profiles")).toYaml());
    }
    return Report.of(arguments.word(), text.toString());
  }
}
