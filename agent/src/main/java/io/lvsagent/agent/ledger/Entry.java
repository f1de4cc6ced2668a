package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger knows of one key.
 *
 * @param hold empty where what stands there is not ours
 * @param step a change that was announced and not yet settled
 * @param needs by service, in the order in which they came, the texts of the values that it accepts
 */
public record Entry(Optional<Hold> hold, Optional<Step> step, Map<String, List<String>> needs) {
  static final Entry NONE = new Entry(Optional.empty(), Optional.empty(), Map.of());

  /** Whether it is the very same: where 10,000 keys say alike, their entries are one object. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(Entry other) {
    return this == other;
  }

  boolean isIdle() {
    return hold.isEmpty() && step.isEmpty() && needs.isEmpty();
  }

  Entry without(String service) {
    if (!needs.containsKey(service)) {
      return this;
    }
    Map<String, List<String>> rest = new LinkedHashMap<>(needs);
    rest.remove(service);
    return new Entry(hold, step, Collections.unmodifiableMap(rest));
  }

  Entry needed(String service, List<String> accepted) {
    if (accepted.equals(needs.get(service))) {
      return this;
    }
    if (needs.isEmpty()) {
      return new Entry(hold, step, Map.of(service, accepted));
    }
    Map<String, List<String>> more = new LinkedHashMap<>(needs);
    more.put(service, accepted);
    return new Entry(hold, step, Collections.unmodifiableMap(more));
  }

  /** With all who need it needing this. */
  Entry needing(List<String> accepted) {
    Map<String, List<String>> changed = new LinkedHashMap<>();
    needs.keySet().forEach(service -> changed.put(service, accepted));
    return new Entry(hold, step, Collections.unmodifiableMap(changed));
  }

  Entry announcing(Step announced) {
    return new Entry(hold, Optional.of(announced), needs);
  }

  /** With a value that is ours. */
  public Entry holding(Hold ours) {
    return new Entry(Optional.of(ours), step, needs);
  }

  Entry forgotten() {
    return new Entry(Optional.empty(), Optional.empty(), needs);
  }

  /**
   * What became of the announced change: the value after it, or one on the way there, makes it ours
   * (or, where that is the value to go back to, no longer ours), anything else leaves what was
   * known before.
   */
  Entry settled(Key key, Value observed, String now, List<String> seen) {
    if (step.isEmpty()) {
      return this;
    }
    Step announced = step.get();
    Kind kind = key.kind();
    Optional<String> reached = announced.reached(key, observed, now);
    if (reached.isEmpty()) {
      return new Entry(hold, Optional.empty(), needs);
    }
    String written = reached.get();
    String base = announced.before();
    List<String> witnesses = seen;
    if (hold.isPresent()) {
      Hold held = hold.get();
      Value ours = kind.parse(key.name(), held.written());
      Value stood = kind.parse(key.name(), announced.before());
      boolean foreign = kind.overwrites() && !ours.accepts(stood);
      base = foreign ? announced.before() : held.base();
      witnesses = held.seen();
    }
    boolean back = base.equals(written);
    return new Entry(
        back ? Optional.empty() : Optional.of(new Hold(base, written, witnesses)),
        Optional.empty(),
        needs);
  }
}
