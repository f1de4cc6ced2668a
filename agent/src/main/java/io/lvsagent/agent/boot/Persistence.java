package io.lvsagent.agent.boot;

import io.lvsagent.agent.host.DeviceItem;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The lines of our files, by which a boot gives the parameters of services their values before the
 * network is up. Other devices have only the lines that other files make necessary, so that the
 * files do not change whenever a device comes or goes.
 *
 * @param overridden for a parameter that gets another value all the same, the line that decides it
 */
public record Persistence(
    List<String> sysctls, List<String> modules, Map<SysctlKey, SysctlLine> overridden) {
  private static final Map<String, String> MODULES =
      Map.of("ipip", "ipip", "ip6tnl", "ip6_tunnel", "sit", "sit");

  /** Names the services in a line that no other file has. */
  static final String MARK = "# Written by lvs-agent persist";

  /**
   * Returns what services need.
   *
   * @param links the devices of the host; none for those of an image, which nobody knows
   */
  public static Persistence of(RootFolder root, List<Service> services, List<Link> links) {
    Boot without = Boot.with(root, List.of());
    Map<SysctlKey, String> values = new LinkedHashMap<>();
    put(without.desired(services), key -> true, values);
    List<String> head = head(services);
    Boot with = Boot.with(root, lines(head, values));
    Map<Key, Expectation> all = without.desired(services, links);
    put(all, key -> !isMet(with, key, all), values);
    List<String> sysctls = lines(head, values);
    Boot boot = Boot.with(root, sysctls);
    Map<SysctlKey, SysctlLine> overridden = new LinkedHashMap<>();
    for (SysctlKey key : values.keySet()) {
      if (!isMet(boot, key, all)) {
        overridden.put(key, boot.deciding(key).orElseThrow());
      }
    }
    List<String> modules = new ArrayList<>(modules(services, all));
    if (!modules.isEmpty()) {
      modules.addAll(0, head);
    }
    return new Persistence(sysctls, modules, overridden);
  }

  /** Returns the names of the modules. */
  public List<String> moduleNames() {
    return modules.stream().filter(line -> !line.startsWith("#")).toList();
  }

  private static void put(
      Map<Key, Expectation> desired, Predicate<SysctlKey> chosen, Map<SysctlKey, String> values) {
    for (Map.Entry<Key, Expectation> want : desired.entrySet()) {
      if (want.getKey().kind() == Kind.SYSCTL && !want.getValue().checkOnly()) {
        SysctlKey key = SysctlKey.parse(want.getKey().name());
        if (!values.containsKey(key) && chosen.test(key)) {
          values.put(key, want.getValue().first().text());
        }
      }
    }
  }

  /** Returns true if no file gives the parameter a value that is not accepted. */
  private static boolean isMet(Boot boot, SysctlKey key, Map<Key, Expectation> desired) {
    Expectation want = desired.get(SysctlItem.key(key));
    return want == null
        || boot.deciding(key).map(line -> want.accepts(value(key, line))).orElse(true);
  }

  /** Returns the value that a line gives a parameter. */
  public static Value value(SysctlKey key, SysctlLine line) {
    return SysctlItem.value(key, new Reading.Found(line.number().orElseThrow().toString()));
  }

  private static List<String> head(List<Service> services) {
    List<String> names = services.stream().map(Service::name).toList();
    return List.of(
        MARK + " for services: " + String.join(", ", names),
        "# lvs-agent persist writes it anew, lvs-agent persist --remove removes it.");
  }

  private static List<String> lines(List<String> head, Map<SysctlKey, String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(head);
    values.forEach((key, value) -> lines.add(line(new Setting(key, value))));
    return lines;
  }

  /** Dots separate unless the name of a device has some. */
  private static String line(Setting setting) {
    String path = setting.key().toString();
    return (path.indexOf('.') < 0 ? path.replace('/', '.') : path) + " = " + setting.value();
  }

  /** Returns the modules that services need. */
  private static Set<String> modules(List<Service> services, Map<Key, Expectation> desired) {
    Set<String> modules = new LinkedHashSet<>();
    desired.forEach(
        (key, want) -> {
          if (want.first() instanceof DeviceItem device) {
            Optional.ofNullable(MODULES.get(device.type())).ifPresent(modules::add);
          }
          if (key.kind() == Kind.SYSCTL && key.name().startsWith("net/ipv4/vs/")) {
            modules.add("ip_vs");
          }
        });
    for (Service service : services) {
      if (!service.balancing().virtualServers().isEmpty()
          || !service.balancing().sync().isEmpty()) {
        modules.add("ip_vs");
      }
    }
    return modules;
  }
}
