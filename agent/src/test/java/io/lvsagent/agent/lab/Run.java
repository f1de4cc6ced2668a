package io.lvsagent.agent.lab;

import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The result of a run of the agent, or of any command. */
public record Run(int exit, String out, String err) {
  /** A finding in the output of {@code -o json}. */
  public record Item(String key, boolean ok, String severity, Optional<Integer> combined) {
    private static Item of(Node node) {
      Mapping item = node.mapping();
      return new Item(
          item.text("key", ""),
          item.bool("ok", false),
          item.text("severity", ""),
          item.find("combined").map(Node::number));
    }

    public String parameter() {
      return key.substring(key.lastIndexOf('/') + 1);
    }
  }

  /** JSON is YAML. */
  public List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (Node service : YamlReader.read("stdout", out).mapping().at("services").items()) {
      service.mapping().at("items").items().forEach(item -> items.add(Item.of(item)));
    }
    return items;
  }

  /** Returns the lines of {@code --trace} that asked the kernel for changes, in order. */
  public List<String> writes() {
    return err.lines().filter(Run::isWrite).toList();
  }

  /** Returns true if a line of {@code --trace} precedes a change of the kernel's state. */
  public static boolean isWrite(String line) {
    boolean asks = line.contains(": ask for permission to ");
    return line.startsWith("write ")
        || line.startsWith("> RTM_NEW")
        || line.startsWith("> RTM_DEL") && !asks
        || line.startsWith("> RTM_SET");
  }
}
