package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Value;
import java.util.ArrayList;
import java.util.List;

/** Reuses the last text while consecutive values have the same, as 10,000 routes may. */
final class TextCache {
  private Value last = Absent.VALUE;
  private List<String> text = List.of(last.recorded());

  String of(Value value) {
    return single(value).get(0);
  }

  private List<String> single(Value value) {
    if (!value.hasSameText(last)) {
      last = value;
      text = List.of(value.recorded());
    }
    return text;
  }

  List<String> of(List<Value> values) {
    if (values.size() == 1) {
      return single(values.get(0));
    }
    List<String> all = new ArrayList<>(values.size());
    for (Value value : values) {
      all.add(of(value));
    }
    return List.copyOf(all);
  }
}
