package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.Value.Unreadable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger's entry for one key.
 *
 * @param held empty if the value is not ours
 * @param pending a change that was recorded and not yet settled
 * @param needs the texts of the values that each service accepts, in the order of their starts
 */
public record Entry(
    Optional<HeldValue> held, Optional<PendingChange> pending, Map<String, List<String>> needs) {
  static final Entry NONE = new Entry(Optional.empty(), Optional.empty(), Map.of());

  /** Returns true if both are one object, which thousands of keys with equal entries share. */
  @SuppressWarnings("ReferenceEquality")
  boolean isSame(Entry other) {
    return this == other;
  }

  /** Returns true if the entry holds nothing and can be dropped. */
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

  /** Returns the entry with all its services accepting only these values. */
  Entry needing(List<String> accepted) {
    Map<String, List<String>> changed = new LinkedHashMap<>();
    needs.keySet().forEach(service -> changed.put(service, accepted));
    return new Entry(held, pending, Collections.unmodifiableMap(changed));
  }

  /**
   * Returns true if a change leads from what was there before us to what is held already: a value
   * was lost and is made again, and the entry is right before and after.
   */
  boolean foresees(PendingChange change) {
    return held.isPresent()
        && pending.isEmpty()
        && change.intermediate().isEmpty()
        && held.get().original().equals(change.before())
        && held.get().written().equals(change.after());
  }

  Entry recording(PendingChange recorded) {
    return new Entry(held, Optional.of(recorded), needs);
  }

  /** Returns the entry with this held value. */
  public Entry holding(HeldValue ours) {
    return new Entry(Optional.of(ours), pending, needs);
  }

  /** Returns the entry with its needs alone. */
  Entry forgotten() {
    return new Entry(Optional.empty(), Optional.empty(), needs);
  }

  /**
   * Settles the pending change by the observed value. If that is the value after the change, or one
   * between, it is held from now on, or no longer held if it is the original. Any other value
   * leaves the held value as it was. A value that cannot be read settles nothing.
   *
   * @param now the text of the observed value
   * @param present the bystanders of a value that was not held before
   */
  Entry settled(Key key, Value observed, String now, List<String> present) {
    if (pending.isEmpty() || observed instanceof Unreadable) {
      return this;
    }
    PendingChange recorded = pending.get();
    Optional<String> reached = recorded.reached(key, observed, now);
    if (reached.isEmpty()) {
      return new Entry(held, Optional.empty(), needs);
    }
    String written = reached.get();
    String original = recorded.before();
    List<String> bystanders = present;
    if (held.isPresent()) {
      Kind kind = key.kind();
      Value ours = kind.parse(key.name(), held.get().written());
      boolean foreign = kind.overwrites() && !ours.accepts(kind.parse(key.name(), original));
      original = foreign ? original : held.get().original();
      bystanders = held.get().bystanders();
    }
    boolean back = original.equals(written);
    return new Entry(
        back ? Optional.empty() : Optional.of(new HeldValue(original, written, bystanders)),
        Optional.empty(),
        needs);
  }
}
