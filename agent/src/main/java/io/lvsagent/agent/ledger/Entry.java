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
 * @param held empty where what stands there is not ours
 * @param pending a change that was recorded and not yet settled
 * @param needs by service, in the order in which they came, the texts of the values that it accepts
 */
public record Entry(
    Optional<HeldValue> held, Optional<PendingChange> pending, Map<String, List<String>> needs) {
  static final Entry NONE = new Entry(Optional.empty(), Optional.empty(), Map.of());

  /** Whether it is the very same: where 10,000 keys say alike, their entries are one object. */
  @SuppressWarnings("ReferenceEquality")
  boolean is(Entry other) {
    return this == other;
  }

  boolean isIdle() {
    return held.isEmpty() && pending.isEmpty() && needs.isEmpty();
  }

  Entry without(String service) {
    if (!needs.containsKey(service)) {
      return this;
    }
    Map<String, List<String>> rest = new LinkedHashMap<>(needs);
    rest.remove(service);
    return new Entry(held, pending, Collections.unmodifiableMap(rest));
  }

  Entry needed(String service, List<String> accepted) {
    if (accepted.equals(needs.get(service))) {
      return this;
    }
    if (needs.isEmpty()) {
      return new Entry(held, pending, Map.of(service, accepted));
    }
    Map<String, List<String>> more = new LinkedHashMap<>(needs);
    more.put(service, accepted);
    return new Entry(held, pending, Collections.unmodifiableMap(more));
  }

  /** With all who need it needing this. */
  Entry needing(List<String> accepted) {
    Map<String, List<String>> changed = new LinkedHashMap<>();
    needs.keySet().forEach(service -> changed.put(service, accepted));
    return new Entry(held, pending, Collections.unmodifiableMap(changed));
  }

  Entry recording(PendingChange recorded) {
    return new Entry(held, Optional.of(recorded), needs);
  }

  /** With a value that is ours. */
  public Entry holding(HeldValue ours) {
    return new Entry(Optional.of(ours), pending, needs);
  }

  Entry forgotten() {
    return new Entry(Optional.empty(), Optional.empty(), needs);
  }

  /**
   * What became of the recorded change: the value after it, or one on the way there, makes it ours
   * (or, where that is the value to go back to, no longer ours), anything else leaves what was
   * known before.
   */
  Entry settled(Key key, Value observed, String now, List<String> seen) {
    if (pending.isEmpty()) {
      return this;
    }
    PendingChange recorded = pending.get();
    Kind kind = key.kind();
    Optional<String> reached = recorded.reached(key, observed, now);
    if (reached.isEmpty()) {
      return new Entry(held, Optional.empty(), needs);
    }
    String written = reached.get();
    String original = recorded.before();
    List<String> bystanders = seen;
    if (held.isPresent()) {
      HeldValue known = held.get();
      Value ours = kind.parse(key.name(), known.written());
      Value stood = kind.parse(key.name(), recorded.before());
      boolean foreign = kind.overwrites() && !ours.accepts(stood);
      original = foreign ? recorded.before() : known.original();
      bystanders = known.bystanders();
    }
    boolean back = original.equals(written);
    return new Entry(
        back ? Optional.empty() : Optional.of(new HeldValue(original, written, bystanders)),
        Optional.empty(),
        needs);
  }
}
